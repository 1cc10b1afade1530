import { Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { PORT_NAME } from './container-names';

type Probes = Required<Pick<kplus.ContainerProps, 'liveness' | 'readiness' | 'startup'>>;

/** The operator's numbers; the startup probe, which gives a slow start 90 seconds, is its newer releases'. */
export function buildProbes(port: number): Probes {
  return {
    startup: healthProbe({ port, failureThreshold: 18, ...seconds({ period: 5, timeout: 3 }) }),
    readiness: healthProbe({ port, failureThreshold: 3, ...seconds({ delay: 15, period: 5, timeout: 3 }) }),
    liveness: healthProbe({ port, failureThreshold: 3, ...seconds({ delay: 30, period: 10, timeout: 5 }) }),
  };
}

function healthProbe(options: kplus.HttpGetProbeOptions): kplus.Probe {
  return kplus.Probe.fromHttpGet('/health', options);
}

function seconds({
  delay,
  period,
  timeout,
}: {
  delay?: number;
  period: number;
  timeout: number;
}): kplus.ProbeOptions {
  return {
    ...(delay === undefined ? {} : { initialDelaySeconds: Duration.seconds(delay) }),
    periodSeconds: Duration.seconds(period),
    timeoutSeconds: Duration.seconds(timeout),
  };
}

/** cdk8s-plus knows ports by number only; by name, the probes follow the port. */
export function probePatches(container: string): JsonPatch[] {
  return ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => [
    JsonPatch.replace(`${container}/${probe}/httpGet/port`, kplus.k8s.IntOrString.fromString(PORT_NAME)),
    JsonPatch.remove(`${container}/${probe}/httpGet/scheme`),
  ]);
}
