/** The time Kubernetes leaves a pod to stop, and what the runtime makes of it. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { LIMIT_MAXIMUM } from '../../contract/limits';
import type { RunConfigLimits } from '../../contract/limits';

const MILLIS_PER_SECOND = 1000;

/** One second each for the endpoint to leave the Service and for the process to end, and four for requests. */
const MIN_SECONDS = 6;
const MAX_SECONDS = Math.floor(LIMIT_MAXIMUM / MILLIS_PER_SECOND);

/** More than 5 s is needed neither by a cluster to take an endpoint out nor by a process to end. */
const MAX_MARGIN_MS = 5_000;

/** A sixth of the time at the beginning and at the end: what the runtime's own defaults are for Kubernetes' 30 s. */
const MARGIN_SHARE = 1 / 6;

type ShutdownLimits = Pick<RunConfigLimits, 'shutdown_delay_ms' | 'shutdown_deadline_ms'>;

/** The process has ended well before Kubernetes kills it. */
export function buildShutdownLimits(graceMs: number): ShutdownLimits {
  const marginMs = Math.min(MAX_MARGIN_MS, Math.floor(graceMs * MARGIN_SHARE));
  return { shutdown_delay_ms: marginMs, shutdown_deadline_ms: graceMs - marginMs };
}

export function validateTerminationGrace(graceMs: number, path: string): Issue[] {
  const seconds = graceMs / MILLIS_PER_SECOND;
  if (Number.isInteger(seconds) && seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) return [];
  const hint = `use a whole number of seconds from ${MIN_SECONDS} to ${MAX_SECONDS}`;
  return [issue('ERR_LIMIT_RANGE', path, `${seconds} s is out of range`, hint)];
}
