/** The time Kubernetes leaves a pod to stop must be whole seconds, and enough of them. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { LIMIT_MAXIMUM } from '../../../contract/limits';

const MILLIS_PER_SECOND = 1000;

/** One second each for the endpoint to leave the Service and for the process to end, and four for requests. */
const MIN_SECONDS = 6;
const MAX_SECONDS = Math.floor(LIMIT_MAXIMUM / MILLIS_PER_SECOND);

export function validateTerminationGrace(graceMs: number, path: string): Issue[] {
  const seconds = graceMs / MILLIS_PER_SECOND;
  if (Number.isInteger(seconds) && seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) return [];
  const hint = `use a whole number of seconds from ${MIN_SECONDS} to ${MAX_SECONDS}`;
  return [issue('ERR_LIMIT_RANGE', path, `${seconds} s is out of range`, hint)];
}
