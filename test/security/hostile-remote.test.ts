/**
 * The remote itself is the attacker, or somebody who has taken it over: it wants to crash the proxy, fill its memory,
 * or have the client take bytes of its choice for an answer of the proxy or of another request.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectRpcError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import { OK_ANSWER, OK_BODY, STREAM_HEAD } from '../support/raw-upstream';
import type { UpstreamConnection } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const KIB = 1024;
const MALFORMED = [502, 'ERR_UPSTREAM_MALFORMED'] as const;
const TIMEOUT = [504, 'ERR_UPSTREAM_TIMEOUT'] as const;

let rig: Rig;

/** Sends `piece` until the far side ends the connection, or `limit` bytes are sent. */
async function flood(connection: UpstreamConnection, piece: string, limit: number): Promise<void> {
  for (let sent = 0; sent < limit && !connection.ended; sent += piece.length) {
    if (!connection.socket.write(piece, 'latin1')) await sleep(1);
  }
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { response_header_timeout_ms: 2000 } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('a head without measure', () => {
    it.each([
      ['one value of 64 KiB', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(64 * KIB)}\r\nContent-Length: 0\r\n\r\n`],
      ['ten thousand headers', `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(10_000)}Content-Length: 0\r\n\r\n`],
    ])('%s', async (_name, bytes) => {
      rig.upstream.behave(bytes);
      const client = await rig.send(POST);
      expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_MALFORMED');
    });

    it('ten thousand short headers, for many at once', async () => {
      rig.upstream.behave(`HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(10_000)}Content-Length: 0\r\n\r\n`);
      const clients = await Promise.all(Array.from({ length: 8 }, () => rig.send(POST)));
      for (const client of clients) expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_MALFORMED');
      await rig.expectBystanderUnharmed();
    });

    it.each([
      ['headers without end', 'HTTP/1.1 200 OK\r\n', 'X-A: b\r\n'.repeat(KIB / 8), MALFORMED],
      ['a value without end', 'HTTP/1.1 200 OK\r\nX-A: ', 'a'.repeat(KIB), MALFORMED],
      // Neither is kept, so that only time ends them.
      ['a reason without end', 'HTTP/1.1 200 ', 'a'.repeat(KIB), TIMEOUT],
      ['empty lines without end', '', '\r\n'.repeat(KIB), TIMEOUT],
    ] as const)('%s', async (_name, start, piece, [status, code]) => {
      rig.upstream.behave(async (connection) => {
        connection.send(start);
        await flood(connection, piece, 4 * KIB * KIB);
      });
      const client = await rig.send(POST);
      expectRpcError(await client.answer(), status, code);
      await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
    });
  });

  it('a reason of 64 KiB goes no further', async () => {
    rig.upstream.behave(`HTTP/1.1 200 ${'a'.repeat(64 * KIB)}\r\nContent-Length: 0\r\n\r\n`);
    const { startLine } = await (await rig.send(POST)).answer();
    expect(startLine.length).toBeLessThan(KIB);
  });

  describe('interim answers (1xx) without end', () => {
    it.each([100, 102, 103, 199])('of status %i', async (status) => {
      rig.upstream.behave((connection) =>
        flood(connection, `HTTP/1.1 ${status} Go\r\nX-A: b\r\n\r\n`, KIB * KIB),
      );
      const before = await rig.proxy.usage();
      const client = await rig.send(POST);
      expectRpcError(await client.answer(), ...MALFORMED);
      const after = await rig.proxy.usage();
      expect(after.heapUsed - before.heapUsed).toBeLessThan(8 * KIB * KIB);
      expect(client.received.length).toBeLessThan(256 * KIB);
      await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
    });
  });

  describe('a body that never ends', () => {
    const CHUNK = `10000\r\n${'x'.repeat(64 * KIB)}\r\n`;

    it('ends with the client that asked for it', async () => {
      rig.upstream.behave(async (connection) => {
        connection.send(STREAM_HEAD);
        await flood(connection, CHUNK, 1024 * KIB * KIB);
      });
      const before = await rig.proxy.usage();
      const client = await rig.send(GET);
      await client.receives('xxx');
      client.socket.destroy();
      await expect.poll(() => rig.upstream.connections[0]?.ended, { timeout: 3000 }).toBe(true);
      const after = await rig.proxy.usage();
      expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(8 * KIB * KIB);
    });

    it('of tiny chunks keeps nobody waiting', async () => {
      const count = 100_000;
      rig.upstream.behave(`${STREAM_HEAD}${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`);
      const client = await rig.send(GET);
      await client.receives('\r\n0\r\n\r\n');
      expect((await client.answer()).body.length).toBe(count);
    });

    it('of a redirect that the proxy follows is not waited for', async () => {
      rig.upstream.behave(async (connection) => {
        if (connection.requests.at(-1)?.startLine.includes('/moved')) return void connection.send(OK_ANSWER);
        connection.send('HTTP/1.1 307 Moved\r\nLocation: /moved\r\nTransfer-Encoding: chunked\r\n\r\n');
        await flood(connection, CHUNK, 64 * KIB * KIB);
        await sleep(20_000);
      });
      const client = await rig.send(POST);
      expect(statusOf(await client.answer())).toBe(200);
    });

    it('of an answer to HEAD is not waited for', async () => {
      rig.upstream.behave('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
      const client = await rig.send('HEAD /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const answer = await client.answerToHead();
      expect(statusOf(answer)).toBe(200);
      expect(valuesOf(answer, 'content-length')).toEqual(['1000000']);
    });
  });

  it.each([204, 304])('a body where none may be (%i) reaches nobody', async (status) => {
    rig.upstream.behave(`HTTP/1.1 ${status} None\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`);
    const client = await rig.send(GET);
    expect(statusOf(await client.answer())).toBe(status);
    client.send(GET);
    rig.upstream.behave(OK_ANSWER);
    const next = await client.answer(2);
    expect(next.body.toString()).toBe(OK_BODY);
    expect(client.received.toString()).not.toContain('evil');
  });

  it('an answer before the request has ended is passed on, and the rest of the request goes nowhere else', async () => {
    rig.upstream.behave((connection) => {
      connection
        .send('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno')
        .socket.end();
    });
    const client = await rig.send('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{');
    const answer = await client.answer();
    expect(statusOf(answer)).toBe(403);
    expect(answer.body.toString()).toBe('no');
    client.send('x'.repeat(999));
    await sleep(100);
    expect(rig.upstream.requests).toHaveLength(1);
    expect(rig.upstream.requests[0]?.complete).toBe(false);
  });

  it('an answer that nobody asked for is given to nobody', async () => {
    await rig.withoutCalls();
    rig.upstream.behave(async (connection) => {
      await connection.wholeRequest();
      connection.send(OK_ANSWER);
      await sleep(20);
      connection.send(OK_ANSWER.replace(OK_BODY, OK_BODY.replace('{}', '[]')));
    });
    const client = await rig.send(POST);
    await client.answer();
    await sleep(50);
    rig.upstream.behave(OK_ANSWER);
    client.send(POST);
    expect((await client.answer(2)).body.toString()).toBe(OK_BODY);
  });
});
