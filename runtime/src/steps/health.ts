import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Transport } from '../../../contract/run-config';

/** Path the probes of the Deployment ask for. */
export const HEALTH_PATH = '/health';

export interface Health {
  readonly draining: boolean;
  readonly transport: Transport;
}

/** Answers a probe, in the words of ToolHive's runner; 503 from the moment the process has been asked to stop. */
export function answerHealth(
  { draining, transport }: Health,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const allowed = request.method === 'GET' || request.method === 'HEAD';
  const status = draining ? 'draining' : 'healthy';
  const body = JSON.stringify({ status, timestamp: new Date().toISOString(), transport });
  const headers = ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))];
  if (draining) response.shouldKeepAlive = false;
  if (!allowed) headers.push('Allow', 'GET, HEAD');
  response.writeHead(allowed ? (draining ? 503 : 200) : 405, headers);
  response.end(body);
}
