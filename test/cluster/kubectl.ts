import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

const TIMEOUT_MS = 120_000;

export interface Answer {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl, whatever comes of it. */
export function tryKubectl(args: readonly string[], input?: string): Answer {
  const { status, stdout, stderr } = spawnSync('kubectl', args, {
    input,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  return { ok: status === 0, stdout, stderr };
}

/** Gives what kubectl prints; throws what it says when it fails. */
export function kubectl(args: readonly string[], input?: string): string {
  const { ok, stdout, stderr } = tryKubectl(args, input);
  if (!ok) throw new Error(`kubectl ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

export function startKubectl(args: readonly string[]): ChildProcess {
  return spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks until the answer is yes; gives the milliseconds that took. */
export async function waitUntil(what: string, isTrue: () => boolean, timeoutMs = 60_000): Promise<number> {
  const begin = performance.now();
  while (!isTrue()) {
    if (performance.now() - begin > timeoutMs) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await sleep(250);
  }
  return performance.now() - begin;
}
