/** Requests and limits: quantities of Kubernetes, and no request above its limit. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { parseMemory, parseQuantity } from '../../definition/quantity';
import { isLess } from '../../definition/resources';
import type { ResourcesDefinition } from '../../definition/resources';

export function validateResources({ requests, limits }: ResourcesDefinition): Issue[] {
  return [
    ...validateCpu(limits.cpu, 'resources.limits.cpu'),
    ...validateMemory(limits.memory, 'resources.limits.memory'),
    ...validateCpu(requests.cpu, 'resources.requests.cpu'),
    ...validateMemory(requests.memory, 'resources.requests.memory'),
    ...(isLess(limits.cpu ?? '', requests.cpu, parseQuantity) ? [aboveLimit('cpu')] : []),
    ...(isLess(limits.memory, requests.memory, parseMemory) ? [aboveLimit('memory')] : []),
  ];
}

function validateCpu(amount: string | undefined, path: string): Issue[] {
  if (amount === undefined || parseQuantity(amount) !== undefined) return [];
  return [invalid(path, 'is not an amount of CPU', 'write it like 100m or 0.5')];
}

function validateMemory(amount: string, path: string): Issue[] {
  if (parseMemory(amount) !== undefined) return [];
  const hint = 'write it like 128Mi or 1Gi; the suffix m means thousandths';
  return [invalid(path, 'is not a whole number of bytes', hint)];
}

function aboveLimit(kind: 'cpu' | 'memory'): Issue {
  const hint = `lower it, or raise resources.limits.${kind}`;
  return issue('ERR_QUANTITY_ORDER', `resources.requests.${kind}`, 'is more than the limit', hint);
}

function invalid(path: string, message: string, hint: string): Issue {
  return issue('ERR_QUANTITY_INVALID', path, message, hint);
}
