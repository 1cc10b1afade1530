/** A remote that offers HTTP/2 over TLS, behind an authority only `remote_ca_file` knows. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { Http2SecureServer, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf, valuesOf } from '../../support/http-message';
import { SECRET_VALUE, startProxyProcess, TENANT } from '../../support/proxy-process';
import type { ProxyProcess } from '../../support/proxy-process';
import { connectRaw } from '../../support/raw-client';
import type { RawClient } from '../../support/raw-client';
import { BODY, GET, POST } from '../../support/rig';

const CERTS = join(import.meta.dirname, '../../faults/certs');

type Behaviour = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

let server: Http2SecureServer;
let proxy: ProxyProcess;
let behave: Behaviour;
let versions: string[] = [];
let clients: RawClient[] = [];

beforeAll(async () => {
  server = createSecureServer({
    cert: readFileSync(join(CERTS, 'good.pem')),
    key: readFileSync(join(CERTS, 'good.key.pem')),
    allowHTTP1: true,
  });
  server.on('session', () => versions.push('2'));
  server.on('request', ({ httpVersion }) => versions.push(httpVersion));
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => behave(stream, headers));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  proxy = await startProxyProcess(`https://127.0.0.1:${port}/mcp?tenant=1`, {
    remote_ca_file: join(CERTS, 'ca.pem'),
    header_forward: {
      add_plaintext_headers: Object.fromEntries([
        ['X-Tenant-ID', TENANT],
        ['__proto__', 'odd-name'],
        ['constructor', 'odder-name'],
      ]),
      add_headers_from_secret: { 'X-API-Key': 'HEADER_FORWARD_X_API_KEY_UNDER_TEST' },
    },
  });
});
afterEach(() => {
  for (const { socket } of clients) socket.destroy();
  clients = [];
  versions = [];
});
afterAll(async () => {
  await proxy.stop();
  server.close();
});

async function send(bytes: string): Promise<RawClient> {
  const client = (await connectRaw(proxy.port)).send(bytes);
  clients.push(client);
  return client;
}

const answerOk: Behaviour = (stream) => {
  stream.respond({ ':status': 200, 'content-type': 'application/json' });
  stream.end('ok');
};

it('speaks HTTP/2 with it', async () => {
  let seen: IncomingHttpHeaders = {};
  let body = '';
  behave = (stream, headers) => {
    seen = headers;
    stream.on('data', (chunk: Buffer) => (body += chunk.toString()));
    stream.on('end', () => answerOk(stream, headers));
  };
  const answer = await (await send(POST)).answer();
  expect([statusOf(answer), answer.body.toString()]).toEqual([200, 'ok']);
  expect(versions).not.toContain('1.1');
  expect(seen).toMatchObject({
    ':method': 'POST',
    ':path': '/mcp?tenant=1',
    ':authority': `127.0.0.1:${(server.address() as AddressInfo).port}`,
    'x-api-key': SECRET_VALUE,
    'x-tenant-id': TENANT,
    constructor: 'odder-name',
  });
  expect(body).toBe(BODY);
});

it('sets a header of any name there as well', async () => {
  let raw: string[] = [];
  behave = answerOk;
  server.once('stream', (_stream, _headers, _flags, rawHeaders: string[]) => (raw = rawHeaders));
  expect(statusOf(await (await send(POST)).answer())).toBe(200);
  expect(raw[raw.indexOf('__proto__') + 1]).toBe('odd-name');
});

it.each(['User-Agent', 'Authorization', 'Accept', 'Referer', 'If-Match', 'X-Any', 'Cookie', 'Range'])(
  'takes two %s fields of a client as HTTP/1.1 does',
  async (name) => {
    behave = answerOk;
    const client = await send(`GET /mcp HTTP/1.1\r\nHost: localhost\r\n${name}: a\r\n${name}: b\r\n\r\n`);
    expect(statusOf(await client.answer())).toBe(200);
  },
);

describe('streams', () => {
  it('an answer chunk by chunk', async () => {
    let stream: ServerHttp2Stream | undefined;
    behave = (opened) => {
      stream = opened;
      opened.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      opened.write('data: 1\n\n');
    };
    const client = await send(GET);
    await client.receives('data: 1\n\n');
    stream?.write('data: 2\n\n');
    await client.receives('data: 2\n\n');
    stream?.end();
    expect((await client.answer()).body.toString()).toBe('data: 1\n\ndata: 2\n\n');
  });

  it('a request chunk by chunk', async () => {
    let received = '';
    behave = (stream, headers) => {
      stream.on('data', (chunk: Buffer) => (received += chunk.toString()));
      stream.on('end', () => answerOk(stream, headers));
    };
    const client = await send('POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const part of ['one', 'two']) {
      client.send(`3\r\n${part}\r\n`);
      await expect.poll(() => received).toContain(part);
    }
    client.send('0\r\n\r\n');
    expect((await client.answer()).body.toString()).toBe('ok');
  });

  it('many at once on few connections', async () => {
    behave = (stream, headers) => setTimeout(() => answerOk(stream, headers), 50);
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => (await (await send(POST)).answer()).body.toString()),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, () => 'ok'));
  });

  it('a reset as a cut, not as an end', async () => {
    behave = (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      stream.write('data: 1\n\n');
      setTimeout(() => stream.destroy(new Error('gone')), 50);
      stream.on('error', () => {});
    };
    const client = await send(GET);
    const answer = await client.answer();
    expect(answer.complete).toBe(false);
    expect(client.ending).not.toBe('open');
  });

  it('until the client goes, and then lets the remote go', async () => {
    let closed = false;
    behave = (stream) => {
      stream.on('close', () => (closed = true));
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      stream.write('data: 1\n\n');
    };
    const client = await send(GET);
    await client.receives('data: 1');
    client.socket.destroy();
    await expect.poll(() => closed, { timeout: 1000 }).toBe(true);
  });
});

it.each([
  ['set-cookie twice', { 'set-cookie': ['a=1', 'b=2'] }, 'set-cookie', ['a=1', 'b=2']],
  ['an empty value', { 'x-empty': '' }, 'x-empty', ['']],
  ['the remote’s date', { date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, 'date', ['Thu, 01 Jan 1970 00:00:00 GMT']],
] as const)('passes on the answer’s fields: %s', async (_what, headers, name, values) => {
  behave = (stream) => {
    stream.respond({ ':status': 202, ...headers } as never);
    stream.end();
  };
  const answer = await (await send(POST)).answer();
  expect(statusOf(answer)).toBe(202);
  expect(valuesOf(answer, name)).toEqual(values);
});

it('ends a request the remote refuses before it is processed (GOAWAY, REFUSED_STREAM) with an error, and goes on', async () => {
  behave = (stream) => stream.close(7);
  expect(statusOf(await (await send(POST)).answer())).toBe(502);
  behave = answerOk;
  expect(statusOf(await (await send(POST)).answer())).toBe(200);
});
