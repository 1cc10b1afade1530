import type { Transport } from '../../../contract/run-config';
import type { OwnAnswer } from '../http/own-answer';

/** Path the probes of the Deployment ask for. */
export const HEALTH_PATH = '/health';

export interface Health {
  readonly draining: boolean;
  readonly transport: Transport;
}

/** What a probe is told, in the words of ToolHive's runner; 503 from the moment the process has been asked to stop. */
export function buildHealthAnswer({ draining, transport }: Health, method: string | undefined): OwnAnswer {
  const status = draining ? 'draining' : 'healthy';
  const body = JSON.stringify({ status, timestamp: new Date().toISOString(), transport });
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, fields: ['Allow', 'GET, HEAD'], body };
  return { status: draining ? 503 : 200, body };
}
