import { JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { BUNDLED_RUNTIME_COMMAND } from '../../contract/bundled-runtime';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { divideUp, MILLIS, parseQuantity } from '../definition/quantity';
import type { ResourcesDefinition } from '../definition/resources';
import { CONTAINER_ARGS, CONTAINER_NAME, PORT_NAME } from './container-names';
import { buildProbes, probePatches } from './probes';
import { NON_ROOT_ID } from './security';

const MILLIS_PER_MEBIBYTE = MILLIS * 1024n * 1024n;

const POINTER = '/spec/template/spec/containers/0';

export function buildContainer({ runtime, port, resources }: ProxyDefinition): kplus.ContainerProps {
  return {
    name: CONTAINER_NAME,
    image: runtime.image,
    ...(runtime.kind === 'bundled' ? { command: [...BUNDLED_RUNTIME_COMMAND] } : {}),
    args: [...CONTAINER_ARGS],
    ports: [{ name: PORT_NAME, number: port, protocol: kplus.Protocol.TCP }],
    ...buildProbes(port),
    resources: buildResources(resources),
    securityContext: {
      user: NON_ROOT_ID,
      group: NON_ROOT_ID,
      capabilities: { drop: [kplus.Capability.ALL] },
      seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
    },
  };
}

/**
 * What cdk8s-plus cannot say, and what it says without being asked: with imagePullPolicy left out, Kubernetes pulls a
 * tagged image once per node.
 */
export function containerPatches({ resources, imagePullPolicy }: ProxyDefinition): JsonPatch[] {
  return [
    imagePullPolicy === undefined
      ? JsonPatch.remove(`${POINTER}/imagePullPolicy`)
      : JsonPatch.replace(`${POINTER}/imagePullPolicy`, imagePullPolicy),
    // The last log lines, which say why a start was refused, show in `kubectl describe pod`.
    JsonPatch.add(`${POINTER}/terminationMessagePolicy`, 'FallbackToLogsOnError'),
    JsonPatch.replace(`${POINTER}/resources`, buildExactResources(resources)),
    ...probePatches(POINTER),
  ];
}

/** In the units cdk8s-plus has, rounded up, for whatever asks the Container: a HorizontalPodAutoscaler does. */
function buildResources({ requests, limits }: ResourcesDefinition): kplus.ContainerResources {
  return {
    cpu: {
      request: toCpu(requests.cpu),
      ...(limits.cpu === undefined ? {} : { limit: toCpu(limits.cpu) }),
    },
    memory: { request: toSize(requests.memory), limit: toSize(limits.memory) },
  };
}

/** In the manifest the amounts are exact. */
function buildExactResources({ requests, limits }: ResourcesDefinition): object {
  const quantities = (amounts: Record<string, string | undefined>): object =>
    Object.fromEntries(
      Object.entries(amounts)
        .filter((entry): entry is [string, string] => entry[1] !== undefined)
        .map(([kind, amount]) => [kind, kplus.k8s.Quantity.fromString(amount)]),
    );
  return { requests: quantities(requests), limits: quantities(limits) };
}

function toCpu(amount: string): kplus.Cpu {
  return kplus.Cpu.millis(Number(millisOf(amount)));
}

function toSize(amount: string): Size {
  return Size.mebibytes(Number(divideUp(millisOf(amount), MILLIS_PER_MEBIBYTE)));
}

function millisOf(amount: string): bigint {
  return parseQuantity(amount)?.millis ?? 0n;
}
