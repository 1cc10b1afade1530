/** Requests and limits with their defaults, in the spelling Kubernetes stores. */
import type { ResourceListProps, ResourcesProps } from '../props/resources';
import { everythingIsRead } from './loose';
import type { Loose } from './loose';
import { parseMemory, parseQuantity, renderQuantity } from './quantity';
import type { Quantity } from './quantity';

export interface ResourcesDefinition {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string | undefined; readonly memory: string };
}

const REQUESTED_CPU = '50m';
const REQUESTED_MEMORY = '64Mi';
const MEMORY_LIMIT = '256Mi';

/** A default gives way to what the user wrote: half a definition is never a contradiction. */
export function toResources(props: Loose<ResourcesProps> = {}): ResourcesDefinition {
  const { limits: givenLimits, requests: givenRequests, ...leftOver } = props;
  everythingIsRead(leftOver);
  const limits = canonical(givenLimits);
  const requests = canonical(givenRequests);
  const memoryLimit = limits.memory ?? larger(MEMORY_LIMIT, requests.memory, parseMemory);
  return {
    requests: {
      cpu: requests.cpu ?? smaller(REQUESTED_CPU, limits.cpu, parseQuantity),
      memory: requests.memory ?? smaller(REQUESTED_MEMORY, memoryLimit, parseMemory),
    },
    limits: { cpu: limits.cpu, memory: memoryLimit },
  };
}

function canonical(props: Loose<ResourceListProps> = {}): Loose<ResourceListProps> {
  const { cpu, memory, ...leftOver } = props;
  everythingIsRead(leftOver);
  return { cpu: canonicalText(cpu), memory: canonicalText(memory) };
}

/** What is no quantity stays as it is, for the validator to refuse. */
function canonicalText(text: string | undefined): string | undefined {
  const quantity = text === undefined ? undefined : parseQuantity(text);
  return quantity === undefined ? text : renderQuantity(quantity);
}

function larger(fallback: string, other: string | undefined, parse: Parse): string {
  return isLess(fallback, other, parse) ? other : fallback;
}

function smaller(fallback: string, other: string | undefined, parse: Parse): string {
  return other !== undefined && isLess(other, fallback, parse) ? other : fallback;
}

/** Reads an amount of one kind. */
type Parse = (text: string) => Quantity | undefined;

/** True when both are amounts and `a` is less. */
export function isLess(a: string, b: string | undefined, parse: Parse): b is string {
  const [left, right] = [parse(a), parse(b ?? '')];
  return left !== undefined && right !== undefined && left.millis < right.millis;
}
