/**
 * Whatever reads the log hangs, reads slowly or is gone. The proxy neither waits for it nor grows, and ends when it is
 * asked to.
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { Agent, createServer, get } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port';
import { startProxyProcess } from '../support/proxy-process';
import type { ProxyProcess } from '../support/proxy-process';
import { BUNDLE } from '../support/run-command';
import { SECRETS_ENV, writeRunConfig } from '../runtime/commands/fixtures';

const MIB = 1024 * 1024;
const DEADLINE_MS = 1500;
const LIMITS = { shutdown_delay_ms: 0, shutdown_deadline_ms: DEADLINE_MS };

let remote: Server;
let remoteUrl: string;
beforeAll(async () => {
  remote = createServer((_request, response) => response.end('ok'));
  await once(remote.listen(0, '127.0.0.1'), 'listening');
  remoteUrl = `http://127.0.0.1:${(remote.address() as AddressInfo).port}/mcp`;
});
afterAll(() => {
  remote.closeAllConnections();
  remote.close();
});

/** Resolves with the status, however long it takes to get one. */
function ask(port: number, path: string, agent?: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: agent ?? false }, (response) =>
      response.resume().on('end', () => resolve(response.statusCode)),
    ).on('error', reject);
  });
}

/** Requests that leave a line each in the log at debug. */
async function flood(port: number, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const asked = Array.from({ length: 32 }, async (_, place) => {
    for (let i = place; i < count; i += 32) expect(await ask(port, '/mcp', agent)).toBe(200);
  });
  await Promise.all(asked);
  agent.destroy();
}

/** Another client: calls are answered and the probe too, as if nothing were wrong. */
async function expectServing(port: number): Promise<void> {
  expect(await ask(port, '/mcp')).toBe(200);
  const beganMs = performance.now();
  expect(await ask(port, '/health')).toBe(200);
  expect(performance.now() - beganMs).toBeLessThan(100);
}

async function startUnread(limits: object = LIMITS): Promise<ProxyProcess> {
  const proxy = await startProxyProcess(remoteUrl, { limits });
  onTestFinished(() => proxy.stop());
  proxy.stopReading();
  return proxy;
}

describe('nobody reads the log', () => {
  it('and everything goes on, in bounded memory; once it is read again it says what is missing', async () => {
    const count = 20_000;
    const proxy = await startUnread();
    const before = await proxy.usage();
    await flood(proxy.port, count);
    await expectServing(proxy.port);
    const after = await proxy.usage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(7 * MIB);
    proxy.readOn();
    const { leftOut } = await proxy.logs({ level: 'warn', msg: 'log lines left out' });
    const answered = proxy.log.filter(({ msg }) => msg === 'request answered').length;
    expect(answered + (leftOut as number)).toBe(count + 1);
    expect(leftOut).toBeGreaterThan(0);
  }, 120_000);

  it('and the process ends by its deadline', async () => {
    const proxy = await startUnread();
    await flood(proxy.port, 5000);
    const open = connect(proxy.port, '127.0.0.1').on('error', () => {});
    open.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n');
    await once(open, 'connect');
    const beganMs = performance.now();
    expect(await proxy.end('SIGTERM')).toBe(0);
    expect(performance.now() - beganMs).toBeLessThan(DEADLINE_MS + 2000);
  }, 60_000);

  it('and a second signal ends it at once', async () => {
    const proxy = await startUnread({ shutdown_delay_ms: 10_000 });
    await flood(proxy.port, 5000);
    const beganMs = performance.now();
    const end = proxy.end('SIGTERM');
    await expect.poll(() => ask(proxy.port, '/health')).toBe(503);
    proxy.signal('SIGTERM');
    expect(await end).toBe(130);
    expect(performance.now() - beganMs).toBeLessThan(3000);
  }, 60_000);
});

it('a reader that is late at the end still gets everything', async () => {
  const proxy = await startUnread();
  await flood(proxy.port, 5000);
  const end = proxy.end('SIGTERM');
  setTimeout(() => proxy.readOn(), 100);
  expect(await end).toBe(0);
  await proxy.logs({ msg: 'stopped' });
  expect(proxy.log.filter(({ msg }) => msg === 'request answered')).toHaveLength(5000);
}, 60_000);

it('a reader that is gone takes nothing with it', async () => {
  const proxy = await startProxyProcess(remoteUrl, { limits: LIMITS });
  onTestFinished(() => proxy.stop());
  proxy.closeOutput();
  await flood(proxy.port, 100);
  await expectServing(proxy.port);
  expect(await proxy.end('SIGTERM')).toBe(0);
}, 60_000);

/** Containers' logs are FIFOs, and not the socket pairs that Node makes for its children. */
it('a FIFO that nobody reads from is no different', async () => {
  const { directory, file } = writeRunConfig({ remote_url: remoteUrl, limits: LIMITS, header_forward: {} });
  const fifo = join(directory, 'log');
  execFileSync('mkfifo', [fifo]);
  const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(fifo, constants.O_WRONLY);
  const port = await freePort();
  const child = spawn(process.execPath, [BUNDLE, 'run', '--config', file, '--port', String(port)], {
    env: { ...SECRETS_ENV, TOOLHIVE_DEBUG: 'true' },
    stdio: ['ignore', writer, 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  closeSync(writer);
  await expect.poll(() => ask(port, '/health').catch(() => 0)).toBe(200);
  await flood(port, 2000);
  await expectServing(port);
  const beganMs = performance.now();
  expect(await endOf(child, 'SIGTERM')).toEqual([0, null]);
  expect(performance.now() - beganMs).toBeLessThan(DEADLINE_MS + 2000);
  closeSync(reader);
}, 60_000);

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown[]> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit) as unknown[];
}
