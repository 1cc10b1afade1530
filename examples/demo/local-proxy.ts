/** `mcp-remote-proxy local` as a user would start it, with its output caught. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { DemoFailure } from './failure';

const START_TIMEOUT_MS = 10_000;

export interface LocalProxy {
  readonly url: string;
  /** Everything it has printed. */
  output(): string;
  /** Stops it as Ctrl-C does, and gives its exit code. */
  stop(): Promise<number | null>;
}

export async function startLocalProxy(program: string, options: readonly string[]): Promise<LocalProxy> {
  const child = spawn(process.execPath, [program, 'local', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const stop = () => {
    child.kill('SIGINT');
    return exit;
  };
  const fail = (why: string) => {
    throw new DemoFailure(`the proxy ${why}; it printed:\n${output}`);
  };
  try {
    const url = await Promise.race([
      untilListening(child.stdout, () => output),
      exit.then((code) => fail(`ended with ${code}`)),
      setTimeout(START_TIMEOUT_MS, undefined, { ref: false }).then(() => fail('did not start in time')),
    ]);
    return { url, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves when the log says where the proxy listens. */
function untilListening(stdout: Readable, output: () => string): Promise<string> {
  return new Promise((resolve) => {
    stdout.on('data', () => {
      const url = findUrl(output());
      if (url !== undefined) resolve(url);
    });
  });
}

interface ListeningLine {
  readonly msg: string;
  readonly host: string;
  readonly port: number;
  readonly endpoint: string;
}

function findUrl(output: string): string | undefined {
  const line = output.split('\n').find((text) => text.includes('"msg":"listening"') && text.endsWith('}'));
  if (line === undefined) return undefined;
  const { host, port, endpoint } = JSON.parse(line) as ListeningLine;
  return `http://${host}:${port}${endpoint}`;
}
