import { Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { PORT_NAME } from './container-names';

type Probes = Required<Pick<kplus.ContainerProps, 'liveness' | 'readiness' | 'startup'>>;

/**
 * A proxy listens a tenth of a second after its process started, so it is asked every second: it is ready within two
 * seconds, and out within five after it stopped answering. A start may take 90 seconds. Only a proxy that has answered
 * nothing within ten seconds, six times in a row, is started anew: that is no longer one that is busy.
 */
export function buildProbes(port: number): Probes {
  return {
    startup: healthProbe({ port, failureThreshold: 90, ...seconds({ period: 1, timeout: 1 }) }),
    readiness: healthProbe({ port, failureThreshold: 3, ...seconds({ period: 1, timeout: 1 }) }),
    liveness: healthProbe({ port, failureThreshold: 6, ...seconds({ period: 10, timeout: 10 }) }),
  };
}

function healthProbe(options: kplus.HttpGetProbeOptions): kplus.Probe {
  return kplus.Probe.fromHttpGet('/health', options);
}

function seconds({ period, timeout }: { period: number; timeout: number }): kplus.ProbeOptions {
  return { periodSeconds: Duration.seconds(period), timeoutSeconds: Duration.seconds(timeout) };
}

/** cdk8s-plus knows ports by number only; by name, the probes follow the port. */
export function probePatches(container: string): JsonPatch[] {
  return ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => [
    JsonPatch.replace(`${container}/${probe}/httpGet/port`, kplus.k8s.IntOrString.fromString(PORT_NAME)),
    JsonPatch.remove(`${container}/${probe}/httpGet/scheme`),
  ]);
}
