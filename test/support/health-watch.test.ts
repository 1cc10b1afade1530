/** The watch over /health sees what it is there for: a server that makes wait, whatever it does meanwhile, or is gone. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { HealthWatch } from './health-watch';

/** Long enough for some requests, and for one that takes long. */
const WATCHED_MS = 800;

/** Watches a server of its own process that does `body` for each request. */
async function watch(body: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-remote-proxy-test-'));
  const file = join(folder, 'server.mjs');
  await writeFile(file, SERVER.replace('BODY', body));
  const server = fork(file, { execArgv: [] });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const health = await HealthWatch.start({}, { port, pid: server.pid ?? 0 });
    await sleep(WATCHED_MS);
    await health.expectHealthy().finally(() => health.stop());
  } finally {
    server.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

const SERVER = `
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
function ranMs() { const { user, system } = process.cpuUsage(); return (user + system) / 1000; }
function work(ms) { const endMs = ranMs() + ms; while (ranMs() < endMs); }
let count = 0;
const server = createServer(async (request, response) => {
  const isNew = request.headers.connection === 'close';
  count++;
  BODY;
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
`;

it('a server that answers is healthy', async () => {
  await expect(watch('')).resolves.toBeUndefined();
});

it('one that works for a while with each request is healthy', async () => {
  await expect(watch('work(10)')).resolves.toBeUndefined();
});

it.each([
  ['works for long once', 'if (count === 5) work(500)'],
  ['waits for long once', 'if (count === 5) await sleep(500)'],
  ['makes only new connections wait', 'if (isNew && count > 5) await sleep(500)'],
  ['makes only the connection that is kept wait', 'if (!isNew && count > 5) await sleep(500)'],
])('one that %s is not', async (_name, body) => {
  await expect(watch(body)).rejects.toThrow('milliseconds that /health took');
});

it.each([
  ['answers something else once', 'if (count === 5) response.statusCode = 503', 'answered 503'],
  ['drops a request', 'if (!isNew && count > 5) return request.socket.destroy()', 'socket hang up'],
  ['takes no new connections', 'if (count === 5) server.close()', 'ECONNREFUSED'],
  ['closes a connection that is kept', "if (count > 5) response.setHeader('Connection', 'close')", 'closed'],
])('one that %s is not', async (_name, body, failure) => {
  await expect(watch(body)).rejects.toThrow(failure);
});
