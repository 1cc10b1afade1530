/** A peer as a process of its own, and the JSON lines it writes. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isRecord } from '../../contract/shape';
import type { PeerMessage } from './protocol';
import { CACHE_DIR, ROOT, lastLines } from './sdks/sdk';
import type { Command } from './sdks/sdk';

const HOME = join(CACHE_DIR, 'home');

/** Peers keep their settings out of the user's home, and speak to this machine without a proxy in between. */
const ENV = { HOME, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };

export interface PeerProcess {
  /** Resolves when the peer has ended and its last line was heard, with its last words on standard error. */
  readonly ended: Promise<string>;
  kill(): void;
}

export function startPeer(
  [program, ...first]: Command,
  args: readonly string[],
  hear: (message: PeerMessage) => void,
): PeerProcess {
  mkdirSync(HOME, { recursive: true });
  const child = spawn(program, [...first, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...ENV },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  createInterface(child.stdout).on('line', (line) => {
    const message = parseMessage(line);
    if (message !== undefined) hear(message);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(`exit ${code ?? signal}: ${lastLines(errors)}`));
  });
  return { ended, kill: () => void child.kill('SIGKILL') };
}

/** Libraries write on standard output too; what is not JSON is not for the harness. */
function parseMessage(line: string): PeerMessage | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isRecord(message) ? (message as unknown as PeerMessage) : undefined;
  } catch {
    return undefined;
  }
}
