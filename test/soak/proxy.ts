/** The proxy process that is soaked. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SCHEMA_VERSION, serializeRunConfig } from '../../contract/run-config';

const BUNDLE = join(import.meta.dirname, '../../runtime/build/mcp-remote-proxy.mjs');

export class SoakedProxy {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly endpoint: string;
  /** What the process wrote to standard error, where nothing is expected. */
  complaints = '';

  constructor(child: ChildProcess, folder: string, endpoint: string) {
    this.#child = child;
    this.#folder = folder;
    this.endpoint = endpoint;
    child.stderr?.on('data', (chunk: Buffer) => (this.complaints += chunk.toString()));
  }

  async residentBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  }

  /** Asks the process to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGINT');
    const [code] = (await once(this.#child, 'exit')) as [number | null];
    await rm(this.#folder, { recursive: true });
    return code;
  }
}

export async function startSoakedProxy(remoteOrigin: string): Promise<SoakedProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-remote-proxy-soak-'));
  const file = join(folder, 'runconfig.json');
  const config = serializeRunConfig({
    schema_version: SCHEMA_VERSION,
    remote_url: `${remoteOrigin}/mcp`,
    name: 'soak',
    transport: 'streamable-http',
    host: '127.0.0.1',
    port: 8080,
    header_forward: { add_plaintext_headers: { 'X-Tenant-ID': 'tenant-456' } },
  });
  await writeFile(file, config);
  const child = spawn(BUNDLE, ['run', '--config', file, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  const [first] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { port } = JSON.parse(first) as { port: number };
  return new SoakedProxy(child, folder, `http://127.0.0.1:${port}/mcp`);
}
