/** Requests and limits: quantities of Kubernetes, and no request above its limit. */
import { issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { MILLIS, parseQuantity } from './quantity';
import { isLess } from './resource-defaults';
import type { ResourcesDefinition } from './resource-defaults';

export function validateResources({ requests, limits }: ResourcesDefinition): Issue[] {
  return [
    ...validateCpu(limits.cpu, 'resources.limits.cpu'),
    ...validateMemory(limits.memory, 'resources.limits.memory'),
    ...validateCpu(requests.cpu, 'resources.requests.cpu'),
    ...validateMemory(requests.memory, 'resources.requests.memory'),
    ...validateOrder('cpu', requests.cpu, limits.cpu),
    ...validateOrder('memory', requests.memory, limits.memory),
  ];
}

function validateCpu(amount: string | undefined, path: string): Issue[] {
  if (amount === undefined || parseQuantity(amount) !== undefined) return [];
  return [invalid(path, 'is not a quantity of CPU', 'write it like 100m or 0.5')];
}

function validateMemory(amount: string, path: string): Issue[] {
  const quantity = parseQuantity(amount);
  if (quantity === undefined)
    return [invalid(path, 'is not a quantity of memory', 'write it like 128Mi or 1Gi')];
  if (quantity.millis % MILLIS === 0n) return [];
  return [
    invalid(path, 'is not a whole number of bytes', 'write it like 128Mi: the suffix m means thousandths'),
  ];
}

function validateOrder(kind: 'cpu' | 'memory', request: string, limit: string | undefined): Issue[] {
  if (limit === undefined || !isLess(limit, request)) return [];
  const message = `is more than the limit of ${limit}`;
  const hint = `lower it, or raise resources.limits.${kind}`;
  return [issue('ERR_QUANTITY_ORDER', `resources.requests.${kind}`, message, hint)];
}

function invalid(path: string, message: string, hint: string): Issue {
  return issue('ERR_QUANTITY_INVALID', path, message, hint);
}
