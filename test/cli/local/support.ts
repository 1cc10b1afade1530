/** `mcp-remote-proxy local` with several proxies, as a user would start it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { vi } from 'vitest';
import { PROGRAM } from '../../support/run-command';

const PATIENCE_MS = 10_000;

export interface LocalProxies {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** By name, from the table. */
  readonly urls: ReadonlyMap<string, string>;
  /** Ends it, and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function startLocal(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<LocalProxies> {
  const child = spawn(process.execPath, [PROGRAM, 'local', ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  child.stdin.end(input);
  const exit = once(child, 'close').then(([code]) => code as number | null);
  await vi.waitFor(() => {
    const table = texts.stderr.indexOf('PROXY  ');
    if (child.exitCode === null && (table < 0 || !texts.stderr.includes('\n\n', table)))
      throw new Error(`nothing listens yet: ${texts.stderr}`);
  }, PATIENCE_MS);
  return {
    child,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    urls: new Map(
      [...texts.stderr.matchAll(/^(\S+) +(http:\S+|did not start)/gm)].map(([, name = '', url = '']) => [
        name,
        url,
      ]),
    ),
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return exit;
    },
  };
}
