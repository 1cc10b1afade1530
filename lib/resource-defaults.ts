/** Requests and limits with their defaults, in the spelling Kubernetes stores. */
import type { Loose } from './loose';
import { parseQuantity, renderQuantity } from './quantity';
import type { ResourceListProps, ResourcesProps } from './resources';

export interface ResourcesDefinition {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string | undefined; readonly memory: string };
}

const REQUESTED_CPU = '50m';
const REQUESTED_MEMORY = '64Mi';
const MEMORY_LIMIT = '256Mi';

/** A default gives way to what the user wrote: half a definition is never a contradiction. */
export function toResources(props: Loose<ResourcesProps> = {}): ResourcesDefinition {
  const limits = canonical(props.limits);
  const requests = canonical(props.requests);
  const memoryLimit = limits.memory ?? larger(MEMORY_LIMIT, requests.memory);
  return {
    requests: {
      cpu: requests.cpu ?? smaller(REQUESTED_CPU, limits.cpu),
      memory: requests.memory ?? smaller(REQUESTED_MEMORY, memoryLimit),
    },
    limits: { cpu: limits.cpu, memory: memoryLimit },
  };
}

function canonical(amounts: Loose<ResourceListProps> = {}): Loose<ResourceListProps> {
  return { cpu: canonicalText(amounts.cpu), memory: canonicalText(amounts.memory) };
}

/** What is no quantity stays as it is, for the validator to refuse. */
function canonicalText(text: string | undefined): string | undefined {
  const quantity = text === undefined ? undefined : parseQuantity(text);
  return quantity === undefined ? text : renderQuantity(quantity);
}

function larger(fallback: string, other: string | undefined): string {
  return isLess(fallback, other) ? other : fallback;
}

function smaller(fallback: string, other: string | undefined): string {
  return other !== undefined && isLess(other, fallback) ? other : fallback;
}

/** True when both are quantities and `a` is less. */
export function isLess(a: string, b: string | undefined): b is string {
  const [left, right] = [parseQuantity(a), parseQuantity(b ?? '')];
  return left !== undefined && right !== undefined && left.millis < right.millis;
}
