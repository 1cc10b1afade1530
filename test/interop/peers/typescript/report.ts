/** What a peer tells the harness: one JSON object a line, on standard output. */
import type { IncomingMessage } from 'node:http';
import type { PeerMessage, Step } from '../../protocol';

export function report(message: PeerMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** How long one step may take; longer than the reconnection delays of every SDK together. */
const STEP_TIMEOUT_MS = 10_000;

/** Reports whether `run` came to its end, and resolves with it. */
export async function attempt(step: Step, run: () => void | Promise<void>): Promise<boolean> {
  try {
    await Promise.race([run(), timeOut()]);
    report({ step, ok: true });
    return true;
  } catch (error) {
    report({ step, ok: false, detail: String(error) });
    return false;
  }
}

function timeOut(): Promise<never> {
  const error = new Error(`nothing within ${STEP_TIMEOUT_MS} ms`);
  return new Promise((_resolve, reject) => setTimeout(reject, STEP_TIMEOUT_MS, error).unref());
}

/** Reports what arrived with a request, header by header as it was written. */
export function reportRequest({ method = '', rawHeaders }: IncomingMessage): void {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    headers.push([rawHeaders[i] as string, rawHeaders[i + 1] as string]);
  }
  report({ request: { method, headers } });
}
