/** What the runtime makes of the time Kubernetes leaves a pod to stop. */
import type { RunConfigLimits } from '../../contract/limits';

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
