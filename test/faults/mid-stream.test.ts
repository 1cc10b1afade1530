/**
 * The remote dies after it has begun to answer. The client must be able to tell: a cut, never a clean end (RFC 9112
 * section 8), or it would take half an answer for a whole one.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { OPEN_STREAM, STREAM_HEAD } from '../support/raw-upstream';
import { BODY, GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import type { UpstreamConnection } from '../support/raw-upstream';
import { WAYS } from '../support/ways';

let rig: Rig;

const BY_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';

/** Head of an answer that ends with the connection. */
const UNFRAMED = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n';

const DEATHS: readonly (readonly [string, (connection: UpstreamConnection) => void])[] = [
  ['FIN', ({ socket }) => void socket.end()],
  ['RST', (connection) => connection.reset()],
  ['FIN below TLS', (connection) => connection.finish()],
];
const ANSWERS = [
  ['a chunked answer', OPEN_STREAM, 'data: '],
  ['a chunked answer, inside a chunk', `${STREAM_HEAD}64\r\ndata: `, 'data: '],
  ['a chunked answer, before the last chunk ends', `${STREAM_HEAD}6\r\ndata: \r\n0\r\n`, 'data: '],
  ['an answer with a length', `${BY_LENGTH}{"jsonrpc"`, '{"jsonrpc"'],
  ['an answer with a length, before its first byte', BY_LENGTH, ''],
] as const;
const CASES = ANSWERS.flatMap(([name, start, seen]) =>
  DEATHS.map(([death, die]) => ({ name, start, seen, death, die })),
);

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { response_idle_timeout_ms: 1000 } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each(CASES)('$death in $name', async ({ start, seen, die }) => {
    rig.upstream.behave((connection) => void connection.send(start));
    const client = await rig.send(POST);
    await client.receives(`\r\n\r\n`);
    await client.receives(seen);
    die(await rig.upstream.connection());
    const answer = await client.answer();
    expect(statusOf(answer)).toBe(200);
    expect(answer.complete).toBe(false);
    expect(answer.framing).not.toBe('close');
    expect(answer.body.toString()).toBe(seen);
    await rig.proxy.logs({ msg: 'request failed', answered: true });
  });

  // A client of HTTP/1.0 knows no chunks: the end of the connection is the end of the answer, unless it is a reset.
  it('resets an HTTP/1.0 client, whose only sign of the end is the end of the connection', async () => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const client = await rig.send(
      `POST /mcp HTTP/1.0\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    );
    await client.receives('data: ');
    (await rig.upstream.connection()).reset();
    expect(await client.closed()).toBe('reset');
  });

  // Without any framing the end of the connection is the end of the answer (RFC 9112 section 6.3, rule 8).
  it('ends an answer without framing when the remote closes', async () => {
    rig.upstream.behave((connection) => {
      connection.send(`${UNFRAMED}all of it`).socket.end();
    });
    const answer = await (await rig.send(GET)).answer();
    expect(answer).toMatchObject({ complete: true, framing: 'chunked' });
    expect(answer.body.toString()).toBe('all of it');
  });

  it('gives up an answer that falls silent, unless it is an event stream', async () => {
    rig.upstream.behave((connection) => void connection.send(`${BY_LENGTH}{"jsonrpc"`));
    const client = await rig.send(POST);
    expect((await client.answer()).complete).toBe(false);
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_TIMEOUT', answered: true });
    await expect.poll(() => rig.upstream.connections[0]?.ended).toBe(true);
  });

  it('keeps an event stream that is silent for longer than any other answer may be', async () => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const client = await rig.send(GET);
    await client.receives('data: ');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const connection = await rig.upstream.connection();
    connection.send('6\r\n: last\r\n0\r\n\r\n');
    const answer = await client.answer();
    expect(answer.complete).toBe(true);
    expect(answer.body.toString()).toBe('data: : last');
  });

  it('cuts an answer without framing when the connection is reset', async () => {
    rig.upstream.behave((connection) => void connection.send(`${UNFRAMED}half of it`));
    const client = await rig.send(GET);
    await client.receives('half of it');
    (await rig.upstream.connection()).reset();
    expect((await client.answer()).complete).toBe(false);
  });
});

// Over TLS an alert says that this is the end. Without it anyone on the line may have cut the answer (RFC 9112 section
// 9.8, RFC 8446 section 6.1).
describe.each(WAYS.filter(({ isSecure }) => isSecure))('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each([
    ['an answer', UNFRAMED],
    ['an answer of HTTP/1.0', UNFRAMED.replace('1.1', '1.0')],
    ['an answer that says the connection closes', UNFRAMED.replace('\r\n', '\r\nConnection: close\r\n')],
    ['an event stream', UNFRAMED.replace('text/plain', 'text/event-stream')],
  ])('cuts %s without framing whose connection just ends', async (_what, head) => {
    rig.upstream.behave((connection) => void connection.send(`${head}half of it`));
    const client = await rig.send(GET);
    await client.receives('half of it');
    (await rig.upstream.connection()).finish();
    const answer = await client.answer();
    expect(answer).toMatchObject({ complete: false, framing: 'chunked' });
    expect(answer.body.toString()).toBe('half of it');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_CLOSED', cause: 'CLOSE_NOTIFY_MISSING', answered: true });
  });

  it.each([
    ['at once', 0, ''],
    ['all of it at once', 0, 'all of it'],
    ['a long answer that the client reads late', 300, 'x'.repeat(8 * 1024 * 1024)],
  ])('cuts one that ends %s', async (_what, readsAfterMs, body) => {
    rig.upstream.behave((connection) => {
      connection.socket.write(UNFRAMED + body, () => connection.finish());
    });
    const client = await rig.connect();
    client.socket.pause();
    client.send(GET);
    setTimeout(() => client.socket.resume(), readsAfterMs);
    expect((await client.answer()).complete).toBe(false);
  });

  it.each<[string, number, string, (connection: UpstreamConnection) => void]>([
    ['after a while', 0, 'all of it', ({ socket }) => void setTimeout(() => socket.end(), 100)],
    ['in one segment', 0, 'all of it', ({ socket }) => void socket.end()],
    ['in one segment, read late', 300, 'x'.repeat(40_000), ({ socket }) => void socket.end()],
    ['of a long answer, read late', 300, 'x'.repeat(8 * 1024 * 1024), ({ socket }) => void socket.end()],
  ])('passes on the proper end: %s', async (what, readsAfterMs, body, end) => {
    rig.upstream.behave((connection) => {
      if (what.startsWith('in one segment')) connection.wire?.hold();
      end(connection.send(UNFRAMED + body));
    });
    const client = await rig.connect();
    client.socket.pause();
    client.send(GET);
    setTimeout(() => client.socket.resume(), readsAfterMs);
    const answer = await client.answer();
    expect([answer.complete, answer.body.length]).toEqual([true, body.length]);
  });

  it('passes on the end of an answer whose connection stays open', async () => {
    rig.upstream.behave((connection) => {
      if (connection.wire !== undefined) connection.wire.staysOpen = true;
      connection.send(`${UNFRAMED}all of it`).socket.end();
    });
    expect((await (await rig.send(GET)).answer()).complete).toBe(true);
  });

  it.each([
    ['length', 'Content-Length: 9\r\n\r\nall of it'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n9\r\nall of it\r\n0\r\n\r\n'],
  ])('an answer with %s is complete without', async (_what, rest) => {
    rig.upstream.behave((connection) => {
      connection.socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n${rest}`, () => connection.finish());
    });
    const answer = await (await rig.send(GET)).answer();
    expect([answer.complete, answer.body.toString()]).toEqual([true, 'all of it']);
  });
});
