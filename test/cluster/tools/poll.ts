/** Asks a proxy whether it is well, on a new connection each time, until standard input ends: when was it not? */
import { request } from 'node:http';

const EVERY_MS = 20;
const PATIENCE_MS = 1000;

export interface PollResult {
  /** Of the clock of this process, in epoch milliseconds, as the others. */
  readonly beganAt: number;
  readonly asked: number;
  readonly failed: number;
  /** When the last question was sent that went wrong, and when the first after it that did not; 0 when there is none. */
  readonly lastFailedAt: number;
  readonly upAgainAt: number;
}

interface Question {
  readonly at: number;
  readonly answered: Promise<boolean>;
}

export async function poll(url: string): Promise<PollResult> {
  const health = new URL('/health', url);
  const questions: Question[] = [];
  const timer = setInterval(() => {
    questions.push({ at: Date.now(), answered: isWell(health) });
  }, EVERY_MS);
  const beganAt = Date.now();
  process.stdout.write('started\n');
  await new Promise((resolve) => process.stdin.resume().once('end', resolve));
  clearInterval(timer);
  const answers = await Promise.all(questions.map(async ({ at, answered }) => ({ at, ok: await answered })));
  const last = answers.findLastIndex(({ ok }) => !ok);
  return {
    beganAt,
    asked: answers.length,
    failed: answers.filter(({ ok }) => !ok).length,
    lastFailedAt: answers[last]?.at ?? 0,
    upAgainAt: answers[last + 1]?.at ?? 0,
  };
}

function isWell(health: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(health, { agent: false, timeout: PATIENCE_MS }, (response) => {
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
