/**
 * A hostile remote speaks HTTP/2, where a field may hold bytes that would end a line in HTTP/1.1 (RFC 9113 section 8.2.1)
 * and where frames cost the receiver more than the sender. The client speaks HTTP/1.1 and must see none of it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { startProxyProcess } from '../support/proxy-process';
import type { ProxyProcess } from '../support/proxy-process';
import { connectRaw } from '../support/raw-client';
import { FLAG, FRAME, listenH2, renderField, renderFrame } from '../support/raw-h2-upstream';
import type { RawH2Upstream } from '../support/raw-h2-upstream';
import { GET } from '../support/rig';

const MIB = 1024 * 1024;
const STATUS_200 = Buffer.of(0x88);
const CERTIFICATES = join(import.meta.dirname, '../faults/certs');
const read = (file: string): string => readFileSync(join(CERTIFICATES, file), 'utf8');

let upstream: RawH2Upstream;
let proxy: ProxyProcess;
beforeAll(async () => {
  upstream = await listenH2({ cert: read('good.pem'), key: read('good.key.pem') });
  proxy = await startProxyProcess(`https://127.0.0.1:${upstream.port}/mcp`, {
    remote_ca_file: join(CERTIFICATES, 'ca.pem'),
    limits: { response_header_timeout_ms: 2000, response_idle_timeout_ms: 2000 },
  });
});
afterEach(async () => {
  upstream.behave(answerOk);
  const answer = await ask();
  expect([statusOf(answer), answer.body.toString()]).toEqual([200, 'ok']);
  expect(proxy.errors).toBe('');
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

async function ask() {
  const client = (await connectRaw(proxy.port)).send(GET);
  const answer = await client.answer();
  client.socket.destroy();
  return answer;
}

function sendHead(socket: TLSSocket, stream: number, ...fields: Buffer[]): void {
  const block = Buffer.concat([STATUS_200, ...fields]);
  socket.write(renderFrame(FRAME.headers, FLAG.endHeaders, stream, block));
}

function sendEnd(socket: TLSSocket, stream: number, body = ''): void {
  socket.write(renderFrame(FRAME.data, FLAG.endStream, stream, Buffer.from(body)));
}

function answerOk(socket: TLSSocket, stream: number): void {
  sendHead(socket, stream);
  sendEnd(socket, stream, 'ok');
}

/** What an answer without any field of the remote's has. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

// A field that is not one may be left out of the answer, or cost it (RFC 9113 section 8.2.1).
describe('a field that would split the answer', () => {
  it.each([
    ['CR LF in a value', renderField('x-a', 'b\r\nSet-Cookie: evil=1')],
    ['LF in a value', renderField('x-a', 'b\nSet-Cookie: evil=1')],
    ['NUL in a value', renderField('x-a', 'b\0evil')],
    ['CR LF in a name', renderField('x-a: b\r\nset-cookie', 'evil=1')],
    ['a colon in a name', renderField('set-cookie: evil=1;x', 'b')],
    ['Transfer-Encoding', renderField('transfer-encoding', 'chunked')],
    ['a second status', renderField(':status', '302')],
    ['an unknown pseudo-field', renderField(':evil', '1')],
    ['two lengths', Buffer.concat([renderField('content-length', '2'), renderField('content-length', '40')])],
    ['a length that is not that of the body', renderField('content-length', '40')],
  ])('%s', async (_name, field) => {
    upstream.behave((socket, stream) => {
      sendHead(socket, stream, field);
      sendEnd(socket, stream, 'body');
    });
    const answer = await ask();
    const names = answer.headers.map(([name]) => name.toLowerCase());
    expect(names.filter((name) => !OWN_FIELDS.has(name))).toEqual([]);
    expect(names.filter((name) => name === 'content-length' || name === 'transfer-encoding')).toHaveLength(1);
    if (statusOf(answer) !== 502) expect([statusOf(answer), answer.body.toString()]).toEqual([200, 'body']);
  });
});

describe('frames without measure', () => {
  const empty = (type: number, flags: number, stream: number, size = 0): Buffer =>
    renderFrame(type, flags, stream, Buffer.alloc(size));

  it.each<[string, (stream: number) => Buffer, (stream: number) => Buffer]>([
    [
      'continuations',
      (id) => renderFrame(FRAME.headers, 0, id, STATUS_200),
      (id) => empty(FRAME.continuation, 0, id),
    ],
    [
      'continuations with fields',
      (id) => renderFrame(FRAME.headers, 0, id, STATUS_200),
      (id) => renderFrame(FRAME.continuation, 0, id, renderField('x-a', 'b'.repeat(100))),
    ],
    ['pings', () => Buffer.alloc(0), () => empty(FRAME.ping, 0, 0, 8)],
    ['settings', () => Buffer.alloc(0), () => empty(FRAME.settings, 0, 0)],
    [
      'empty data',
      (id) => renderFrame(FRAME.headers, FLAG.endHeaders, id, STATUS_200),
      (id) => empty(FRAME.data, 0, id),
    ],
    [
      'interim answers',
      () => Buffer.alloc(0),
      (id) => renderFrame(FRAME.headers, FLAG.endHeaders, id, renderField(':status', '103')),
    ],
  ])('%s', async (_name, start, piece) => {
    const before = await proxy.usage();
    upstream.behave((socket, stream) => {
      socket.write(start(stream));
      const many = Buffer.concat(Array.from({ length: 1000 }, () => piece(stream)));
      void flood(socket, many, 100);
    });
    const answer = await ask();
    if (statusOf(answer) === 200) expect(answer.complete).toBe(false);
    else expect([502, 504]).toContain(statusOf(answer));
    const after = await proxy.usage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(8 * MIB);
  });
});

async function flood(socket: TLSSocket, bytes: Buffer, count: number): Promise<void> {
  for (let sent = 0; sent < count && !socket.destroyed; sent++) {
    if (!socket.write(bytes)) await sleep(1);
  }
}

describe('the connection taken away', () => {
  it.each<[string, (socket: TLSSocket, stream: number) => void]>([
    ['GOAWAY', (socket) => void socket.write(renderFrame(FRAME.goaway, 0, 0, Buffer.alloc(8)))],
    ['RST_STREAM', (socket, id) => void socket.write(renderFrame(FRAME.reset, 0, id, Buffer.of(0, 0, 0, 2)))],
    ['no frame', (socket) => void socket.write(Buffer.alloc(64, 0xff))],
    ['a frame on a stream nobody opened', (socket) => void sendEnd(socket, 77, 'evil')],
    ['the end', (socket) => void socket.end()],
    ['the end without a word of TLS', (socket) => void socket.destroy()],
  ])('%s, before the answer', async (_name, misbehave) => {
    upstream.behave(misbehave);
    expect([502, 504]).toContain(statusOf(await ask()));
  });

  it.each<[string, (socket: TLSSocket, stream: number) => void]>([
    ['RST_STREAM', (socket, id) => void socket.write(renderFrame(FRAME.reset, 0, id, Buffer.of(0, 0, 0, 2)))],
    ['no frame', (socket) => void socket.write(Buffer.alloc(64, 0xff))],
    ['the end', (socket) => void socket.end()],
    ['the end without a word of TLS', (socket) => void socket.destroy()],
  ])('%s, in the middle of it, is a cut', async (_name, misbehave) => {
    upstream.behave((socket, stream) => {
      sendHead(socket, stream);
      socket.write(renderFrame(FRAME.data, 0, stream, Buffer.from('half')));
      setTimeout(() => misbehave(socket, stream), 50);
    });
    const answer = await ask();
    expect([statusOf(answer), answer.complete]).toEqual([200, false]);
  });
});
