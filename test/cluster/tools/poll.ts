/** Asks a proxy whether it is well, on a new connection each time, until standard input ends: when was it not? */
import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 20;
const PATIENCE_MS = 1000;

const WELL = '200';
const CUT = 'cut';
const SILENT = 'silent';

/**
 * The Service of this pod itself, which is asked along with the proxy's: while that does not answer, it is the network between
 * a pod and Services that is out, as that of a node can be while pods come and go, and nothing is learnt of the proxy.
 */
const BYSTANDER = 'http://tools:8080/healthz';

export interface PollResult {
  /** Of the clock of this process, in epoch milliseconds, as the others. */
  readonly beganAt: number;
  /** Questions that went wrong while the bystander answered, in their order. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  /** When it was sent. */
  readonly at: number;
  /** The status, the code of an error, or one of `cut` and `silent`. */
  readonly told: string;
}

interface Question {
  readonly at: number;
  readonly proxy: Promise<string>;
  readonly bystander: Promise<string>;
}

export async function poll(url: string): Promise<PollResult> {
  const over = new Promise((resolve) => process.stdin.resume().once('end', resolve));
  const bystander = await createCheck(new URL(BYSTANDER));
  const proxy = await createCheck(new URL('/health', url));
  while ((await bystander()) !== WELL) await sleep(EVERY_MS);
  const questions: Question[] = [];
  const beganAt = Date.now();
  const timer = setInterval(() => {
    questions.push({ at: Date.now(), proxy: proxy(), bystander: bystander() });
  }, EVERY_MS);
  process.stdout.write('started\n');
  await over;
  clearInterval(timer);
  const failures: Failure[] = [];
  for (const { at, proxy: answer, bystander: beside } of questions) {
    const told = await answer;
    if (told !== WELL && (await beside) === WELL) failures.push({ at, told });
  }
  return { beganAt, failures };
}

/** Asks for the address once: names are not what is tried. */
async function createCheck(url: URL): Promise<() => Promise<string>> {
  const { address } = await lookup(url.hostname);
  return () => ask(url, address);
}

function ask({ host, port, pathname }: URL, address: string): Promise<string> {
  const options = { host: address, port, path: pathname, headers: { host }, agent: false as const };
  return new Promise((resolve) => {
    const outgoing = request({ ...options, timeout: PATIENCE_MS }, (response) => {
      response.resume().once('close', () => {
        resolve(response.complete ? String(response.statusCode) : CUT);
      });
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(SILENT)));
    outgoing.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      resolve(code ?? message);
    });
    outgoing.end();
  });
}
