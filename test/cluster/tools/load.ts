/** A steady load of four clients, two that keep their connections and two that do not, until standard input ends. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const CLIENTS = 4;
const PAUSE_MS = 5;
const BODY = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-06-18',
};

export interface LoadResult {
  sent: number;
  failed: number;
  /** What went wrong, and how often. */
  failures: Record<string, number>;
}

export async function load(url: string): Promise<LoadResult> {
  const result: LoadResult = { sent: 0, failed: 0, failures: {} };
  const over = new AbortController();
  process.stdin.resume().once('end', () => {
    over.abort();
  });
  process.stdout.write('started\n');
  const agents = Array.from(
    { length: CLIENTS },
    (_, i) => new Agent({ keepAlive: i % 2 === 0, maxSockets: 1 }),
  );
  await Promise.all(agents.map((agent) => callUntil(over.signal, url, agent, result)));
  return result;
}

async function callUntil(over: AbortSignal, url: string, agent: Agent, result: LoadResult): Promise<void> {
  while (!over.aborted) {
    await count(result, post(url, agent));
    await sleep(PAUSE_MS);
  }
}

async function count(result: LoadResult, answer: Promise<number>): Promise<void> {
  result.sent += 1;
  const status = await answer.catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    return code ?? message;
  });
  if (status === 200) return;
  result.failed += 1;
  result.failures[status] = (result.failures[status] ?? 0) + 1;
}

/** Resolves with the status when the answer is complete. */
function post(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers: HEADERS, timeout: 10_000 };
    const outgoing = request(url, options, (response) => {
      response.once('error', reject).once('end', () => {
        resolve(response.statusCode ?? 0);
      });
      response.resume();
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in 10 s')));
    outgoing.once('error', reject).end(BODY);
  });
}
