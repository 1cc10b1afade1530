/** A remote that could speak HTTP/2 is spoken to in HTTP/1.1, where no client shares a connection with another. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import { OK_ANSWER, OK_BODY, OPEN_STREAM } from '../../support/raw-upstream';
import type { UpstreamConnection } from '../../support/raw-upstream';
import { createRig, GET, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { SECURE, TUNNELLED, WAYS } from '../../support/ways';

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Answers GET with a stream that stays open, and everything else at once. */
async function streamOrAnswer(connection: UpstreamConnection): Promise<void> {
  const { startLine } = await connection.wholeRequest();
  connection.send(startLine.startsWith('GET') ? OPEN_STREAM : OK_ANSWER);
}

describe.each([SECURE, TUNNELLED])('a remote that offers both, $name', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({
      way: { ...way, protocols: ['h2', 'http/1.1'] },
      bystander: { calls: true },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('is spoken to in HTTP/1.1', async () => {
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    const { socket, requests } = await rig.upstream.connection();
    expect(socket).toMatchObject({ alpnProtocol: 'http/1.1' });
    expect(requests[0]?.startLine).toBe('POST /mcp HTTP/1.1');
  });

  it('clients that go away during or right after a POST of 30 kB', async () => {
    rig.upstream.behave(() => {});
    const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30000\r\n\r\n';
    for (let round = 0; round < 8; round++) {
      const clients = await Promise.all(
        times(8, (index) => rig.send(head + 'a'.repeat(index % 2 === 0 ? 30_000 : 20_000))),
      );
      await sleep(round * 2);
      for (const [index, { socket }] of clients.entries()) {
        if (index % 3 === 0) socket.resetAndDestroy();
        else socket.destroy();
      }
    }
    await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
  });

  it('1,100 requests that are given up', { timeout: 60_000 }, async () => {
    rig.upstream.behave(() => {});
    for (let given = 0; given < 1100; given += 50) {
      const clients = await Promise.all(times(50, () => rig.send(POST)));
      await sleep(5);
      for (const { socket } of clients) socket.destroy();
    }
    await expect
      .poll(() => rig.upstream.connections.every(({ ended }) => ended), { timeout: 10_000 })
      .toBe(true);
  });

  it.each([
    'User-Agent',
    'If-Match',
    'Range',
    'DNT',
    'Authorization',
    'Accept',
    'Referer',
    'Cookie',
    'X-Any',
  ])('a client that sends %s twice, in two spellings', async (name) => {
    const fields = `${name}: a\r\n${name.toLowerCase()}: b\r\n`;
    const client = await rig.send(`GET /mcp HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`);
    expect(statusOf(await client.answer())).toBe(200);
    const [request] = rig.upstream.requests;
    expect(request && valuesOf(request, name)).toEqual(['a', 'b']);
  });

  it('a remote that ends each connection after so many requests gets every POST once', async () => {
    const bodies: string[] = [];
    rig.upstream.behave(async (connection) => {
      bodies.push((await connection.wholeRequest()).body.toString());
      if (connection.requests.length < 20) return void connection.send(OK_ANSWER);
      connection.send(OK_ANSWER.replace('\r\n', '\r\nConnection: close\r\n')).socket.end();
    });
    const client = await rig.connect();
    const sent = times(200, (index) => `{"jsonrpc":"2.0","id":${index},"method":"ping"}`);
    for (const [index, body] of sent.entries()) {
      const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`;
      expect(statusOf(await client.send(head + body).answer(index + 1))).toBe(200);
    }
    expect(bodies).toEqual(sent);
  });

  it('a connection that is to be closed after its stream keeps no call waiting', async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      const closing = OPEN_STREAM.replace('\r\n', '\r\nConnection: close\r\n');
      connection.send(startLine.startsWith('GET') ? closing : OK_ANSWER);
    });
    const stream = await rig.send(GET);
    await stream.receives('data: ');
    const answer = await (await rig.send(POST)).answer();
    expect(answer.body.toString()).toBe(OK_BODY);
    expect(stream.ending).toBe('open');
  });

  it('each of many streams and calls has a connection for itself', async () => {
    rig.upstream.behave(streamOrAnswer);
    const streams = await Promise.all(times(20, () => rig.send(GET)));
    await Promise.all(streams.map((stream) => stream.receives('data: ')));
    const answers = await Promise.all(times(20, async () => (await rig.send(POST)).answer()));
    expect(answers.map(statusOf)).toEqual(times(20, () => 200));
    const [first, ...others] = rig.upstream.connections.filter(
      ({ requests }) => requests.at(-1)?.startLine.startsWith('GET') ?? false,
    );
    expect(others).toHaveLength(19);
    first?.reset();
    await expect.poll(() => streams.filter(({ ending }) => ending !== 'open').length).toBe(1);
    expect(others.filter(({ ended }) => ended)).toEqual([]);
  });
});

describe('a remote that speaks HTTP/2 alone', () => {
  it.each([SECURE, TUNNELLED])('and says so, $name', async (way) => {
    const rig = await createRig({ way: { ...way, protocols: ['h2'] } });
    onTestFinished(() => rig.close());
    expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_PROTOCOL');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_PROTOCOL', msg: 'request failed' });
    expect(rig.upstream.received.toString()).toBe('');
  });

  // RFC 9113 section 3.4: a server begins with a SETTINGS frame, which may be empty.
  it.each(WAYS)('and begins to, $name', async (way) => {
    const rig = await createRig({ way });
    onTestFinished(() => rig.close());
    const empty = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const full = Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]);
    for (const settings of [empty, full]) {
      rig.upstream.behave((connection) => void connection.send(settings));
      expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_PROTOCOL');
    }
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_PROTOCOL', msg: 'request failed' });
  });
});
