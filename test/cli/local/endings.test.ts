/** However `local` ends, the proxy with its secrets ends with it, whatever it is in the middle of. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { PROGRAM } from '../../support/run-command';
import { deployment, runConfigMap } from './fixtures';

const PATIENCE_MS = 5_000;

/** A remote whose event stream stays open. */
const remote = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
});
let directory: string;
let manifests: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  manifests = join(directory, 'dist.yaml');
  await once(remote.listen(0, '127.0.0.1'), 'listening');
  const { port } = remote.address() as AddressInfo;
  const runConfig = {
    remote_url: `http://127.0.0.1:${port}/mcp`,
    name: 'my-proxy',
    transport: 'streamable-http',
    port: 8080,
  };
  const objects = [deployment(), runConfigMap({}, JSON.stringify(runConfig))];
  writeFileSync(manifests, objects.map((object) => stringify(object)).join('---\n'));
});

afterAll(() => {
  remote.closeAllConnections();
  remote.close();
  rmSync(directory, { recursive: true });
});

async function startLocal(): Promise<{ local: ChildProcess; port: number }> {
  const local = spawn(process.execPath, [PROGRAM, 'local', '-f', manifests, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A private directory is left behind by a process that is killed.
    env: { ...process.env, TMPDIR: directory },
  });
  const [line] = (await once(createInterface(local.stdout), 'line')) as [string];
  return { local, port: (JSON.parse(line) as { port: number }).port };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function openStream(port: number): Promise<ReadableStream<Uint8Array>> {
  const { body } = await fetch(`http://127.0.0.1:${port}/mcp`, { headers: { accept: 'text/event-stream' } });
  if (body === null) throw new Error('an answer without a body');
  return body;
}

it.each([
  ['SIGKILL', [null, 'SIGKILL']],
  ['SIGUSR2', [null, 'SIGUSR2']],
  ['SIGQUIT', [130, null]],
] as const)('%s ends both, with a stream open', async (signal, exit) => {
  const { local, port } = await startLocal();
  const stream = await openStream(port);
  const ended = once(local, 'exit');
  local.kill(signal);
  expect(await ended).toEqual(exit);
  await expect(stream.getReader().read()).rejects.toThrow('terminated');
  await vi.waitFor(async () => expect(await isListening(port)).toBe(false), PATIENCE_MS);
});

it('is there until then', async () => {
  const { local, port } = await startLocal();
  expect(await isListening(port)).toBe(true);
  local.kill('SIGINT');
  expect(await once(local, 'exit')).toEqual([0, null]);
});
