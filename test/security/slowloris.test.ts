/**
 * The attacker wants to hold connections, and what they cost, by being as slow as can be: with the head, with the
 * body, or with reading the answer.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../contract/run-config';
import { statusOf } from '../support/http-message';
import { STREAM_HEAD } from '../support/raw-upstream';
import { BODY, GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';
import type { RawClient } from '../support/raw-client';

const CONFIG: Partial<RunConfig> = {
  limits: {
    request_header_timeout_ms: 1000,
    request_timeout_ms: 2000,
    keep_alive_timeout_ms: 1000,
    client_stall_timeout_ms: 1000,
  },
};

/** Sends a byte now and then, until the far side ends the connection; how long that took. */
async function drip(client: RawClient, byte: string): Promise<number> {
  const start = performance.now();
  while (client.ending === 'open' && performance.now() - start < 8000) {
    client.send(byte);
    await sleep(100);
  }
  return performance.now() - start;
}

const CHUNKED = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
const BODIES = [
  ['with a length', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n', 'a'],
  ['in chunks', CHUNKED, '1\r\na\r\n'],
  ['in silence inside a chunk', `${CHUNKED}2\r\na`, ''],
  ['in the size of a chunk', CHUNKED, '0'],
  ['in trailers', `${CHUNKED}0\r\nX-A: `, 'a'],
] as const;

// Side by side, since each takes as long as a time-out.
describe.concurrent.each(WAYS)('$name', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true }, config: CONFIG });
  });
  afterAll(async () => {
    await rig.settle();
    await rig.close();
  });

  it('a body that comes byte by byte: both sides are let go', async ({ expect }) => {
    const drips = BODIES.map(async ([name, start, byte]) => {
      expect(await drip(await rig.send(start), byte), name).toBeLessThan(5000);
    });
    await Promise.all(drips);
    await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
    for (const request of rig.upstream.requests) expect(request.complete).toBe(false);
  });
});

describe('whatever the way to the remote', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true }, config: CONFIG });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  // Side by side, since each takes as long as a time-out.
  const HEADS = ['', 'POST /m', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: ', '\r\n'];

  it('a head that never ends', async () => {
    const silent = await Promise.all(HEADS.map((bytes) => rig.send(bytes)));
    await Promise.all(silent.map((client) => client.closed(5000)));
    for (const client of silent) expect([[], [408]]).toContainEqual(client.answers().map(statusOf));
    expect(rig.upstream.connections).toEqual([]);
  });

  it.each([
    ['byte by byte', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: ', 'a'],
    ['line by line', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n', 'X-A: b\r\n'],
  ])('a head that comes %s', async (_name, head, piece) => {
    const client = await rig.send(head);
    expect(await drip(client, piece)).toBeLessThan(4000);
    expect(client.answers().map(statusOf)).toEqual([408]);
    expect(rig.upstream.connections).toEqual([]);
  });

  it('a connection kept without a request', async () => {
    const client = await rig.send(POST);
    await client.answer();
    expect(await drip(client, '')).toBeLessThan(5000);
  });

  // The time-outs are for requests: an answer may take longer than any of them.
  it('spares a client that waits for a slow answer', async () => {
    rig.upstream.behave(async (connection) => {
      await sleep(3500);
      connection.send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    });
    const client = await rig.send(POST);
    expect(statusOf(await client.answer())).toBe(202);
  });

  it('a client that reads nothing of an endless stream', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    rig.upstream.behave(async (connection) => {
      connection.send(STREAM_HEAD);
      for (let sent = 0; sent < 1000 && !connection.ended; sent++) {
        if (!connection.socket.write(chunk)) await sleep(5);
      }
    });
    const before = await rig.proxy.usage();
    const client = await rig.connect();
    client.socket.pause();
    client.send(GET);
    await sleep(500);
    const during = await rig.proxy.usage();
    expect(during.external + during.heapUsed - before.external - before.heapUsed).toBeLessThan(
      8 * 1024 * 1024,
    );
    await expect.poll(() => rig.upstream.connections[0]?.ended, { timeout: 5000 }).toBe(true);
  });

  it('serves others meanwhile', async () => {
    const slow = await Promise.all(
      Array.from({ length: 200 }, () =>
        rig.send(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n`),
      ),
    );
    const client = await rig.send(POST);
    expect(statusOf(await client.answer())).toBe(200);
    expect(
      rig.upstream.requests.filter(({ complete }) => complete).map(({ body }) => body.toString()),
    ).toEqual([BODY]);
    await Promise.all(slow.map((one) => one.closed(6000)));
  });
});
