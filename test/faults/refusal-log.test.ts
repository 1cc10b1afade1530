/** Whoever runs the proxy sees that it refuses requests, and why, however many there are: a few lines and a count. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { connectRaw } from '../support/raw-client';
import { OPEN_STREAM } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const LINES_PER_WINDOW = 10;
const WINDOW_MS = 10_000;

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({
    bystander: { calls: false },
    config: {
      limits: {
        concurrent_requests: 1,
        request_body_bytes: 1024,
        request_header_timeout_ms: 500,
        request_timeout_ms: 500,
      },
    },
  });
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

const START = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';

const REFUSALS: readonly (readonly [number, string, string | undefined, string])[] = [
  [400, 'ERR_PROXY_BAD_REQUEST', undefined, 'garbage\r\n\r\n'],
  [400, 'ERR_PROXY_BAD_REQUEST', 'POST', 'POST /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
  [403, 'ERR_PROXY_ORIGIN', 'POST', `${START}Origin: https://evil.example\r\nContent-Length: 0\r\n\r\n`],
  [404, 'ERR_PROXY_NOT_FOUND', 'GET', 'GET /private-path HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  [405, 'ERR_PROXY_METHOD', 'PUT', 'PUT /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n'],
  [405, 'ERR_PROXY_METHOD', undefined, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
  [408, 'ERR_PROXY_REQUEST_TIMEOUT', undefined, 'POST /mcp HTTP/1.1\r\nHost: loc'],
  [413, 'ERR_PROXY_BODY_TOO_LARGE', 'POST', `${START}Content-Length: 1025\r\n\r\n`],
  [417, 'ERR_PROXY_EXPECTATION', 'POST', `${START}Expect: what\r\nContent-Length: 0\r\n\r\n`],
  [421, 'ERR_PROXY_MISDIRECTED', 'GET', 'GET /mcp HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
  [431, 'ERR_PROXY_HEADERS_TOO_LARGE', undefined, `GET /mcp HTTP/1.1\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`],
  [431, 'ERR_PROXY_HEADERS_TOO_LARGE', 'POST', `${START}${'A:b\r\n'.repeat(300)}Content-Length: 0\r\n\r\n`],
];

it.each(REFUSALS)('%i %s (%s) leaves a line', async (status, code, method, bytes) => {
  const client = await rig.send(bytes);
  expect(statusOf(await client.answer())).toBe(status);
  const line = await rig.proxy.logs({ msg: 'request refused', code, status });
  expect(line).toMatchObject({ level: 'info' });
  expect(line['method']).toBe(method);
  // Whatever the client wrote is its own affair.
  expect(rig.proxy.output).not.toMatch(/private-path|evil\.example|aaaa/);
});

it('503 leaves a warning', async () => {
  rig.upstream.behave(() => {});
  await rig.send(POST);
  await expect.poll(() => rig.upstream.requests.length).toBe(1);
  expect(statusOf(await (await rig.send(POST)).answer())).toBe(503);
  await rig.proxy.logs({ msg: 'request refused', code: 'ERR_PROXY_OVERLOADED', status: 503, level: 'warn' });
});

it('a flood leaves a few lines and how many more there were', { timeout: 60_000 }, async () => {
  const total = 500;
  // So that what is told belongs to this test.
  await sleep(WINDOW_MS + 1000);
  rig.proxy.forgetLog();
  const client = await connectRaw(rig.proxy.port);
  for (let i = 0; i < total; i++) {
    client.send('GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.answer(i + 1);
  }
  client.socket.destroy();
  await expect
    .poll(() => countRefused('ERR_PROXY_NOT_FOUND'), { timeout: 2 * WINDOW_MS })
    .toMatchObject({ all: total });
  // The flood may have met the end of one window.
  expect(countRefused('ERR_PROXY_NOT_FOUND').lines).toBeLessThanOrEqual(2 * LINES_PER_WINDOW);
});

function countRefused(code: string): { lines: number; all: number } {
  const about = rig.proxy.log.filter((line) => line['code'] === code);
  const lines = about.filter(({ msg }) => msg === 'request refused').length;
  const leftOut = about
    .filter(({ msg }) => msg === 'requests refused')
    .map((line) => Number(line['leftOut']));
  return { lines, all: leftOut.reduce((sum, count) => sum + count, lines) };
}

it('a stream that goes well leaves none', async () => {
  rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
  const client = await rig.send(GET);
  await client.receives('data: ');
  client.socket.destroy();
  await rig.proxy.logs({ msg: 'client went away' });
  expect(rig.proxy.log.filter(({ msg }) => String(msg).includes('refused'))).toEqual([]);
});
