/** Somebody else's implementation of MCP, and how to get it onto this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');
export const PEERS_DIR = join(__dirname, '..', 'peers');

/** Everything that is installed for a run, and nothing that is committed. */
export const CACHE_DIR = join(__dirname, '..', '.cache');

/** A program and its first arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** One program of an SDK. */
export interface Peer {
  readonly id: string;
  readonly command: Command;
}

/** The peers of an SDK, ready to be started. */
export interface Programs {
  /** Version of the SDK. */
  readonly version: string;
  readonly client: Command;
  /** Absent when the SDK is a client only. */
  readonly server?: Command;
}

export interface Sdk {
  readonly id: string;
  readonly isServer: boolean;
  /** Throws NotRunnable when this machine lacks what it takes. */
  install(report: (progress: string) => void): Promise<Programs>;
}

/** Why an SDK cannot be run on this machine. */
export class NotRunnable extends Error {}

interface Tool {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a tool to its end and resolves with what it printed; throws NotRunnable with its last words. */
export async function runTool([program, ...args]: Command, { env, cwd }: Tool = {}): Promise<string> {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close').catch((thrown: unknown) => {
    const error = thrown as NodeJS.ErrnoException;
    throw new NotRunnable(error.code === 'ENOENT' ? `${program} is not installed` : error.message);
  })) as [number | null];
  if (code !== 0) throw new NotRunnable(`${[program, ...args].join(' ')}: ${lastLines(errors || output)}`);
  return output;
}

export function lastLines(text: string, count = 3): string {
  return text.trim().split('\n').slice(-count).join(' / ');
}
