/** Asks a proxy whether it is well, on a new connection each time, until standard input ends: when was it not? */
import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 20;
const PATIENCE_MS = 1000;

/**
 * The Service of this pod itself, which is asked along with the proxy's: while that does not answer, it is the network between
 * a pod and Services that is out, as that of a node can be while pods come and go, and nothing is learnt of the proxy.
 */
const BYSTANDER = 'http://tools:8080/healthz';

export interface PollResult {
  /** Of the clock of this process, in epoch milliseconds, as the others. */
  readonly beganAt: number;
  /** How many questions went wrong while the bystander answered, and when the last of these was sent; 0 when there is none. */
  readonly failed: number;
  readonly lastFailedAt: number;
}

interface Question {
  readonly at: number;
  readonly proxyIsWell: Promise<boolean>;
  readonly bystanderIsWell: Promise<boolean>;
}

export async function poll(url: string): Promise<PollResult> {
  const over = new Promise((resolve) => process.stdin.resume().once('end', resolve));
  const bystander = await createCheck(new URL(BYSTANDER));
  const proxy = await createCheck(new URL('/health', url));
  while (!(await bystander())) await sleep(EVERY_MS);
  const questions: Question[] = [];
  const beganAt = Date.now();
  const timer = setInterval(() => {
    questions.push({ at: Date.now(), proxyIsWell: proxy(), bystanderIsWell: bystander() });
  }, EVERY_MS);
  process.stdout.write('started\n');
  await over;
  clearInterval(timer);
  const failures: number[] = [];
  for (const { at, proxyIsWell, bystanderIsWell } of questions) {
    if (!(await proxyIsWell) && (await bystanderIsWell)) failures.push(at);
  }
  return { beganAt, failed: failures.length, lastFailedAt: failures.at(-1) ?? 0 };
}

/** Asks for the address once: names are not what is tried. */
async function createCheck(url: URL): Promise<() => Promise<boolean>> {
  const { address } = await lookup(url.hostname);
  return () => isWell(url, address);
}

function isWell({ host, port, pathname }: URL, address: string): Promise<boolean> {
  const options = { host: address, port, path: pathname, headers: { host }, agent: false as const };
  return new Promise((resolve) => {
    const outgoing = request({ ...options, timeout: PATIENCE_MS }, (response) => {
      response.resume().once('close', () => {
        resolve(response.complete && response.statusCode === 200);
      });
    });
    outgoing.once('timeout', () => outgoing.destroy());
    outgoing.once('error', () => {
      resolve(false);
    });
    outgoing.end();
  });
}
