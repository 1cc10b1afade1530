import { Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { PORT_NAME } from './container-names';

type Probes = Required<Pick<kplus.ContainerProps, 'liveness' | 'readiness'>>;

/**
 * A proxy listens a tenth of a second after its process started, so it is asked every second: it is ready within two
 * seconds, and out within five after it stopped answering. There is no startup probe: the kubelet would ask for readiness
 * only at its next second. Only a proxy that has answered nothing within ten seconds, six times in a row, is started anew:
 * that is no longer one that is busy, and a start may take longer than a minute.
 */
export function buildProbes(port: number): Probes {
  const initialDelaySeconds = Duration.seconds(30);
  return {
    readiness: healthProbe({ port, failureThreshold: 3, ...seconds({ period: 1, timeout: 1 }) }),
    liveness: healthProbe({
      port,
      failureThreshold: 6,
      initialDelaySeconds,
      ...seconds({ period: 10, timeout: 10 }),
    }),
  };
}

function healthProbe(options: kplus.HttpGetProbeOptions): kplus.Probe {
  return kplus.Probe.fromHttpGet('/health', options);
}

function seconds({ period, timeout }: { period: number; timeout: number }): kplus.ProbeOptions {
  return { periodSeconds: Duration.seconds(period), timeoutSeconds: Duration.seconds(timeout) };
}

/** cdk8s-plus knows ports by number only; by name, the probes follow the port. It adds a startup probe where there is none. */
export function probePatches(container: string): JsonPatch[] {
  return [
    JsonPatch.remove(`${container}/startupProbe`),
    ...['readinessProbe', 'livenessProbe'].flatMap((probe) => [
      JsonPatch.replace(`${container}/${probe}/httpGet/port`, kplus.k8s.IntOrString.fromString(PORT_NAME)),
      JsonPatch.remove(`${container}/${probe}/httpGet/scheme`),
    ]),
  ];
}
