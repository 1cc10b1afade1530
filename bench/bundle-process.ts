/** A bundle of the runtime as a process of its own, started as in a container, and what it costs the machine. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SCHEMA_VERSION, serializeRunConfig } from '../contract/run-config';
import type { RunConfig } from '../contract/run-config';

/** What `npm run build:runtime` makes. */
export const BUNDLE = join(import.meta.dirname, '../runtime/build/mcp-remote-proxy.mjs');

/** Where Linux counts user and system time, it does so in hundredths of a second. */
const TICK_MS = 10;

/** As many as people forward in earnest. */
const INJECTED_HEADERS = {
  'X-Tenant-ID': 'tenant-456',
  'X-Team': 'payments',
  'X-Region': 'eu-west-1',
  'X-Environment': 'production',
};

/** Time on the processor since the start, all threads. */
export interface CpuTime {
  /** To the nanosecond. */
  readonly totalMs: number;
  /** To the tick. */
  readonly userMs: number;
  readonly systemMs: number;
}

export class BundleProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  port = 0;
  /** What the process wrote to standard error, where nothing is expected. */
  complaints = '';

  constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    child.stderr?.on('data', (chunk: Buffer) => (this.complaints += chunk.toString()));
  }

  /** Waits for the first line of the log, which says the port. */
  async listening(): Promise<void> {
    const lines = createInterface(this.#child.stdout as Readable);
    const failed = once(this.#child, 'exit').then(() => {
      throw new Error(`the proxy did not start: ${this.complaints}`);
    });
    const [first] = (await Promise.race([once(lines, 'line'), failed])) as [string];
    this.port = (JSON.parse(first) as { port: number }).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}/mcp`;
  }

  residentBytes(): Promise<number> {
    return residentBytesOf(this.#child.pid);
  }

  cpuTime(): Promise<CpuTime> {
    return readCpuTime(this.#child.pid as number);
  }

  /** Asks what was preloaded; resolves with its answer. */
  async ask(question: string): Promise<unknown> {
    const answer = once(this.#child, 'message');
    this.#child.send(question);
    return ((await answer) as [unknown])[0];
  }

  /** Asks the process to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGINT');
    const [code] = (await once(this.#child, 'exit')) as [number | null];
    await rm(this.#folder, { recursive: true });
    return code;
  }
}

/** Resident memory of a process. */
export async function residentBytesOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

export async function readCpuTime(pid: number): Promise<CpuTime> {
  const folder = `/proc/${pid}`;
  const stat = await readFile(`${folder}/stat`, 'utf8');
  // Fields 14 and 15 (proc_pid_stat(5)), counted from the third, since the second may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const threads = await readdir(`${folder}/task`);
  const times = await Promise.all(threads.map((id) => threadTimeMs(`${folder}/task/${id}`)));
  return {
    totalMs: times.reduce((sum, time) => sum + time, 0),
    userMs: Number(fields[11]) * TICK_MS,
    systemMs: Number(fields[12]) * TICK_MS,
  };
}

/** The first number of schedstat is nanoseconds on the processor (kernel documentation, sched-stats). */
async function threadTimeMs(folder: string): Promise<number> {
  return Number((await readFile(`${folder}/schedstat`, 'utf8')).split(' ')[0]) / 1e6;
}

export interface BundleOptions {
  /** Origin of the remote; its endpoint is /mcp. */
  readonly remoteOrigin: string;
  readonly bundle?: string;
  /** What starts it instead, `run` and what follows left out. */
  readonly command?: readonly string[];
  readonly config?: Partial<RunConfig>;
  /** Modules for Node to load before the bundle. */
  readonly preload?: readonly string[];
}

/** Starts a bundle the way its first line says, flags for Node included, unless told how. */
export async function startBundle({
  remoteOrigin,
  bundle = BUNDLE,
  command = [resolve(bundle)],
  config,
  preload = [],
}: BundleOptions): Promise<BundleProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-remote-proxy-bench-'));
  const file = join(folder, 'runconfig.json');
  await writeFile(file, serializeRunConfig({ ...toRunConfig(remoteOrigin), ...config }));
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, 'run', '--config', file, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: preload.map((module) => `--import=${module}`).join(' '),
    },
  });
  const proxy = new BundleProcess(child, folder);
  await proxy.listening();
  return proxy;
}

function toRunConfig(remoteOrigin: string): RunConfig {
  return {
    schema_version: SCHEMA_VERSION,
    remote_url: `${remoteOrigin}/mcp`,
    name: 'bench',
    transport: 'streamable-http',
    host: '127.0.0.1',
    port: 8080,
    header_forward: { add_plaintext_headers: INJECTED_HEADERS },
  };
}
