/** A command whose standard output does not get where it should. */
import { spawn } from 'node:child_process';
import type { StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';

export interface Ending {
  readonly code: number | null;
  readonly stderr: string;
}

/** Its reader is gone before it has written anything, as `head` is at some time. */
export function runUnread(program: string, args: readonly string[], input = ''): Promise<Ending> {
  return run(program, args, input, 'pipe');
}

/** Nothing can be written there: what it stands for is a disk that is full. */
export async function runUnwritable(program: string, args: readonly string[], input = ''): Promise<Ending> {
  const readOnly = openSync(import.meta.filename, 'r');
  try {
    return await run(program, args, input, readOnly);
  } finally {
    closeSync(readOnly);
  }
}

async function run(
  program: string,
  args: readonly string[],
  input: string,
  stdout: 'pipe' | number,
): Promise<Ending> {
  const stdio: StdioOptions = ['pipe', stdout, 'pipe'];
  const child = spawn(process.execPath, [program, ...args], { env: {}, stdio, timeout: 20_000 });
  child.stdout?.destroy();
  child.stdin?.on('error', () => {}).end(input);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const stderr = child.stderr === null ? '' : await text(child.stderr);
  const [code] = await ended;
  return { code, stderr };
}
