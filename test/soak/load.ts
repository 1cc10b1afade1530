/** Clients that use the proxy in every way at once, well and badly. */
import { setTimeout as sleep } from 'node:timers/promises';

/** How often each outcome was seen. */
export type Outcomes = Map<string, number>;

const REQUEST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo' } });
const LARGE_REQUEST = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: 'z'.repeat(512 * 1024),
});

type Action = (endpoint: string) => Promise<string>;

async function post(endpoint: string, body: string, signal?: AbortSignal): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(endpoint, { method: 'POST', headers, body, ...(signal && { signal }) });
  await response.arrayBuffer();
  return String(response.status);
}

/** Reads a stream for a moment and leaves. */
async function watch(endpoint: string): Promise<string> {
  const abort = new AbortController();
  const response = await fetch(`${endpoint}?behave=stream`, { signal: abort.signal });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  for (let events = 0; events < 3; events++) await reader.read();
  abort.abort();
  return 'stream left';
}

/** Asks, and is gone before the answer or in the middle of it. */
async function vanish(endpoint: string): Promise<string> {
  const signal = AbortSignal.timeout(1 + Math.floor(Math.random() * 20));
  return post(`${endpoint}?behave=large`, LARGE_REQUEST, signal);
}

const WELL: readonly Action[] = [
  (endpoint) => post(endpoint, REQUEST),
  (endpoint) => post(endpoint, LARGE_REQUEST),
  (endpoint) => post(`${endpoint}?behave=large`, REQUEST),
  watch,
];
const BADLY: readonly Action[] = [
  vanish,
  (endpoint) => post(`${endpoint}?behave=reset`, REQUEST),
  (endpoint) => post(`${endpoint}?behave=half`, REQUEST),
  (endpoint) => post(`${endpoint}?behave=malformed`, REQUEST),
  (endpoint) => post(endpoint.replace('/mcp', '/elsewhere'), REQUEST),
];

/** Small requests are most of what MCP clients send. */
function pickAction(): Action {
  const dice = Math.random();
  if (dice < 0.7) return WELL[0] as Action;
  const others = dice < 0.85 ? WELL : BADLY;
  return others[Math.floor(Math.random() * others.length)] as Action;
}

export async function runClient(endpoint: string, outcomes: Outcomes, until: number): Promise<void> {
  while (Date.now() < until) {
    const outcome = await pickAction()(endpoint).catch((error: unknown) => (error as Error).name);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    await sleep(5);
  }
}
