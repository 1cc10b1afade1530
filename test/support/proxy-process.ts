/** The runtime as a process of its own, started from its bundle with a RunConfig, as in a container. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { SCHEMA_VERSION, serializeRunConfig } from '../../contract/run-config';
import type { RunConfig } from '../../contract/run-config';
import { SECRETS_PROVIDER_ENV, secretEnvName, secretId } from '../../contract/secret-id';

const BUNDLE = join(import.meta.dirname, '../../runtime/build/mcp-remote-proxy.mjs');
const PROBE = join(import.meta.dirname, 'usage-probe.mjs');
const LOG_PATIENCE_MS = 5_000;

const NAME = 'under-test';
const SECRET_ID = secretId(NAME, 'X-API-Key');

/** What the proxy is to keep to itself, and to send to the remote as X-API-Key. */
export const SECRET_VALUE = 'a-secret-value-that-no-client-may-see';
export const TENANT = 'tenant-456';

/** One line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** What a process holds, as it tells after a garbage collection. */
export interface Usage {
  readonly resources: Readonly<Record<string, number>>;
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

export class ProxyProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  #forgotten = 0;
  port = 0;
  /** Who measures how fast the process answers, and must not measure the collections that `usage` asks for. */
  clock: { pause(): Promise<void>; resume(): void } | undefined;
  /** Standard output and standard error. */
  output = '';
  /** Standard error alone: a running proxy has nothing to say there. */
  errors = '';

  constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
      this.errors += chunk.toString();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Lines logged since the last `forgetLog`. */
  get log(): LogLine[] {
    const lines = this.output.slice(this.#forgotten).split('\n').slice(0, -1);
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
  }

  forgetLog(): void {
    this.#forgotten = this.output.length;
  }

  get exited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Waits for a log line that holds all of `fields`. */
  async logs(fields: LogLine): Promise<LogLine> {
    return vi.waitFor(
      () => {
        const line = this.log.find((one) =>
          Object.entries(fields).every(([key, value]) => one[key] === value),
        );
        if (line === undefined)
          throw new Error(`no ${JSON.stringify(fields)} in ${JSON.stringify(this.log)}`);
        return line;
      },
      { timeout: LOG_PATIENCE_MS, interval: 2 },
    );
  }

  async usage(): Promise<Usage> {
    await this.clock?.pause();
    const answer = once(this.#child, 'message');
    this.#child.send('usage');
    const [usage] = (await answer) as [Usage];
    this.clock?.resume();
    return usage;
  }

  /** What V8 and the buffers beside it hold. */
  async heldBytes(): Promise<number> {
    const { heapUsed, external } = await this.usage();
    return heapUsed + external;
  }

  /** From now on nobody reads the log. */
  stopReading(): void {
    this.#child.stdout?.pause();
  }

  readOn(): void {
    this.#child.stdout?.resume();
  }

  /** Whoever read the log is gone. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Sends a signal, and waits for the exit code; null when the signal ended the process. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    return ((await exit) as [number | null])[0];
  }

  async stop(): Promise<void> {
    if (!this.exited) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await exit;
    }
    await rm(this.#folder, { recursive: true });
  }
}

export interface StartOptions {
  /** Port to listen on; the system chooses one unless told otherwise. */
  readonly port?: number;
  /** Descriptors the process may have open at most (`ulimit -n`). */
  readonly descriptors?: number;
  /** Another program than the one of the pod, and arguments for Node before it. */
  readonly program?: readonly string[];
}

/** Starts a proxy for `remoteUrl`; `env` and `config` go on top of what every test needs. */
export async function startProxyProcess(
  remoteUrl: string,
  config: Partial<RunConfig> = {},
  env: Readonly<Record<string, string>> = {},
  { port = 0, descriptors, program: started = [BUNDLE] }: StartOptions = {},
): Promise<ProxyProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-remote-proxy-test-'));
  const file = join(folder, 'runconfig.json');
  await writeFile(file, serializeRunConfig({ ...toRunConfig(remoteUrl), ...config }));
  const [program = '', ...args] = [
    // The shell sets the limit and becomes the process.
    ...(descriptors === undefined ? [] : ['sh', '-c', `ulimit -n ${descriptors}; exec "$0" "$@"`]),
    ...[process.execPath, '--expose-gc', '--import', PROBE, ...started, 'run', '--config', file],
    ...['--host', '127.0.0.1', '--port', String(port)],
  ];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...buildEnv(), ...env },
  });
  const proxy = new ProxyProcess(child, folder);
  try {
    proxy.port = (await proxy.logs({ msg: 'listening' }))['port'] as number;
    return proxy;
  } catch {
    await proxy.stop();
    throw new Error(`the proxy did not start: ${proxy.output}`);
  }
}

function toRunConfig(remoteUrl: string): RunConfig {
  return {
    schema_version: SCHEMA_VERSION,
    remote_url: remoteUrl,
    name: NAME,
    transport: 'streamable-http',
    host: '127.0.0.1',
    port: 8080,
    header_forward: {
      add_plaintext_headers: { 'X-Tenant-ID': TENANT },
      add_headers_from_secret: { 'X-API-Key': SECRET_ID },
    },
  };
}

/** Nothing of the test's own environment: a proxy variable there would lead requests elsewhere. */
function buildEnv(): Record<string, string> {
  return {
    [SECRETS_PROVIDER_ENV]: 'environment',
    [secretEnvName(SECRET_ID)]: SECRET_VALUE,
    // The most talkative level there is: no level may log a header value.
    TOOLHIVE_DEBUG: 'true',
  };
}
