import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';

const REPLICAS_MAX = 2 ** 31 - 1;

export function validateReplicas(replicas: number | undefined): Issue[] {
  const isCount =
    replicas === undefined || (Number.isInteger(replicas) && replicas >= 0 && replicas <= REPLICAS_MAX);
  if (isCount) return [];
  return [
    issue(
      'ERR_REPLICAS_INVALID',
      'replicas',
      `${replicas} is not a number of pods`,
      'use a whole number from 0',
    ),
  ];
}
