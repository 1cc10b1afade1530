/**
 * The older SSE transport has a second path, announced on the stream. A hostile remote wants clients to post elsewhere,
 * or others' messages to get lost; a hostile client wants a path opened that was never announced, or another client
 * told to post to a host of the attacker's (RFC 7239 section 8.1).
 */
import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { statusOf, valuesOf } from '../support/http-message';
import { SECRET_VALUE } from '../support/proxy-process';
import type { UpstreamConnection } from '../support/raw-upstream';
import { BODY, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import type { RawClient } from '../support/raw-client';
import { WAYS } from '../support/ways';

const MIB = 1024 * 1024;
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n';

/** 256 MiB of events. */
const BOMB = gzipSync(Buffer.alloc(256 * MIB, 'data: aaaaaaaaaa\n\n'));

let rig: Rig;

/** Opens a stream on which the remote announces each of `endpoints`. */
async function openStream(endpoints: readonly string[], headers = ''): Promise<RawClient> {
  const events = endpoints.map((endpoint) => `event: endpoint\ndata: ${endpoint}\n\n`).join('');
  rig.upstream.behave((connection) => answer(connection, events));
  const client = await rig.send(`GET /sse HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
  await client.receives('data: ');
  return client;
}

async function answer(connection: UpstreamConnection, events: string): Promise<void> {
  const { startLine } = await connection.wholeRequest();
  if (startLine.startsWith('GET')) connection.send(`${HEAD}\r\n${events}`);
  else connection.send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
}

async function post(path: string): Promise<number> {
  const request = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
  return statusOf(await (await rig.send(request)).answer());
}

const posts = (): string[] =>
  rig.upstream.requests.map(({ startLine }) => startLine).filter((line) => line.startsWith('POST'));

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    const config = { transport: 'sse' } as const;
    rig = await createRig({ way, bystander: { calls: false }, remotePath: '/sse', config });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('a path that was not announced', () => {
    it.each([
      '/admin?session=1',
      '/messages/?session=1',
      '/messages/../admin?session=1',
      '/messages%2f..%2fadmin?session=1',
      '//messages?session=1',
      '/Messages?session=1',
      '/messages;a?session=1',
      'http://other.example.com/messages?session=1',
    ])('%s takes no message', async (path) => {
      await openStream(['/messages?session=1']);
      expect(await post(path)).toBe(404);
      expect(posts()).toEqual([]);
    });
  });

  describe('a client’s word about where it reaches the proxy', () => {
    it.each([
      'X-Forwarded-Host: other.example.com',
      'X_Forwarded_Host: other.example.com',
      'Forwarded: host=other.example.com',
      'X-Forwarded-Prefix: //other.example.com',
    ])('is not believed: %s', async (header) => {
      const client = await openStream(['/messages?session=1'], `${header}\r\n`);
      expect(client.received.toString()).toContain('data: /messages?session=1\n');
      expect(client.received.toString()).not.toContain('other.example.com');
    });
  });

  it('however many endpoints a remote announces, the latest takes messages', async () => {
    const endpoints = Array.from({ length: 200 }, (_, index) => `/messages/${index}?session=${index}`);
    const client = await openStream(endpoints);
    await client.receives('/messages/199');
    expect(await post('/messages/199?session=199')).toBe(202);
    expect(posts()).toEqual(['POST /messages/199?session=199 HTTP/1.1']);
  });

  it('learns where messages go for a client that is gone by then without posting for it', async () => {
    const fresh = await createRig({ way, remotePath: '/sse', config: { transport: 'sse' } });
    onTestFinished(() => fresh.close());
    fresh.upstream.behave(async (connection) => {
      await sleep(300);
      await answer(connection, 'event: endpoint\ndata: /messages\n\n');
    });
    const client = await fresh.send(
      `POST /messages?session=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    );
    await fresh.upstream.connection();
    client.socket.destroy();
    await sleep(1000);
    expect(fresh.upstream.requests.map(({ startLine }) => startLine)).toEqual(['GET /sse HTTP/1.1']);
    expect(fresh.upstream.requests.map((request) => valuesOf(request, 'x-api-key'))).toEqual([
      [SECRET_VALUE],
    ]);
  });

  it('does not wait for ever for a remote that announces nothing, and lets only so many wait', async () => {
    const limits = { connect_timeout_ms: 1000, concurrent_requests: 2 };
    const fresh = await createRig({ way, remotePath: '/sse', config: { transport: 'sse', limits } });
    onTestFinished(() => fresh.close());
    fresh.upstream.behave(async (connection) => {
      connection.send(`${HEAD}\r\n`);
      while (!connection.ended) {
        connection.send(': ping\n\n');
        await sleep(100);
      }
    });
    const request = `POST /messages?session=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
    const [first, second] = [await fresh.send(request), await fresh.send(request)];
    await fresh.upstream.connection();
    expect(statusOf(await (await fresh.send(request)).answer())).toBe(503);
    expect([statusOf(await first.answer()), statusOf(await second.answer())]).toEqual([404, 404]);
    await expect.poll(() => fresh.upstream.connections.every(({ ended }) => ended)).toBe(true);
  });
});

// What is read into is held by the rewriter, whatever the way; that no way reads on is what test/faults/slow.test.ts looks at.
describe('a stream made to fill the memory', () => {
  beforeAll(async () => {
    const config = { transport: 'sse' } as const;
    rig = await createRig({ bystander: { calls: false }, remotePath: '/sse', config });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  const SILENT = 'GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n';

  it.each([
    ['a line without end', '', 'data: '.padEnd(MIB, 'a')],
    ['an event without end', '', 'data: a\n'.repeat(MIB / 8)],
    ['an endpoint without end', 'event: endpoint\ndata: /', 'a'.repeat(MIB)],
    ['comments without end', '', `:${'a'.repeat(63)}\n`.repeat(MIB / 65)],
  ])('%s', async (_name, start, piece) => {
    const before = await rig.proxy.usage();
    rig.upstream.behave(async (connection) => {
      connection.send(`${HEAD}\r\n${start}`);
      for (let sent = 0; sent < 64 && !connection.ended; sent++) {
        if (!connection.socket.write(piece)) await sleep(10);
      }
    });
    const client = await rig.connect();
    client.socket.pause();
    client.send(SILENT);
    await sleep(500);
    const during = await rig.proxy.usage();
    expect(during.heapUsed + during.external - before.heapUsed - before.external).toBeLessThan(8 * MIB);
  });

  it('a small stream that unpacks to a large one', async () => {
    const before = await rig.proxy.usage();
    rig.upstream.behave((connection) => {
      connection.send(`${HEAD}Content-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n\r\n`).send(BOMB);
    });
    const client = await rig.connect();
    client.socket.pause();
    client.send(SILENT);
    await sleep(1000);
    const during = await rig.proxy.usage();
    expect(during.heapUsed + during.external - before.heapUsed - before.external).toBeLessThan(16 * MIB);
  });
});
