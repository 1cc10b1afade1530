/** Somebody who uses the proxy well all the while: an event stream that stays open, calls in a steady rhythm, and /health. */
import { setTimeout as sleep } from 'node:timers/promises';

const RHYTHM_MS = 200;

export interface Harm {
  /** What went wrong, and how often. */
  readonly failures: Map<string, number>;
  events: number;
  calls: number;
}

export function startBystander(endpoint: string): { harm: Harm; stop: () => void } {
  const abort = new AbortController();
  const harm: Harm = { failures: new Map(), events: 0, calls: 0 };
  void listen(endpoint, harm, abort.signal);
  void callInRhythm(endpoint, harm, abort.signal);
  return { harm, stop: () => abort.abort() };
}

function count({ failures }: Harm, failure: string): void {
  failures.set(failure, (failures.get(failure) ?? 0) + 1);
}

async function listen(endpoint: string, harm: Harm, signal: AbortSignal): Promise<void> {
  const outcome = await readStream(endpoint, harm, signal).catch(String);
  if (!signal.aborted) count(harm, `its stream ended: ${outcome}`);
}

async function readStream(endpoint: string, harm: Harm, signal: AbortSignal): Promise<string> {
  const headers = { accept: 'text/event-stream' };
  const response = await fetch(`${endpoint}?behave=stream`, { headers, signal });
  for await (const _ of response.body as ReadableStream<Uint8Array>) harm.events++;
  return `status ${response.status}`;
}

async function callInRhythm(endpoint: string, harm: Harm, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await expectStatus(harm, 'a call', fetch(endpoint, { method: 'POST', body: '{}', signal }), signal);
    await expectStatus(harm, '/health', fetch(new URL('/health', endpoint), { signal }), signal);
    harm.calls++;
    await sleep(RHYTHM_MS);
  }
}

async function expectStatus(
  harm: Harm,
  what: string,
  answer: Promise<Response>,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await answer.then(async (response) => {
    await response.arrayBuffer();
    return response.status;
  }, String);
  if (outcome !== 200 && !signal.aborted) count(harm, `${what} was answered ${outcome}`);
}
