import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 120_000;

const POLL_MS = 250;

export interface Answer {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl, whatever comes of it. */
export async function tryKubectl(args: readonly string[], input = ''): Promise<Answer> {
  const child = spawn('kubectl', args, { timeout: TIMEOUT_MS });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  // kubectl may end without having read all of it.
  child.stdin.once('error', () => undefined).end(input);
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { ok: code === 0, stdout, stderr };
}

/** Gives what kubectl prints; throws what it says when it fails. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { ok, stdout, stderr } = await tryKubectl(args, input);
  if (!ok) throw new Error(`kubectl ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

export function startKubectl(args: readonly string[]): ChildProcess {
  return spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Asks until the answer is yes; gives the milliseconds that took. */
export async function waitUntil(
  what: string,
  isTrue: () => Promise<boolean> | boolean,
  timeoutMs = 60_000,
): Promise<number> {
  const begin = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - begin > timeoutMs) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await sleep(POLL_MS);
  }
  return performance.now() - begin;
}
