/**
 * A hostile remote announces an endpoint of its own in a way that some client reads and a proxy that goes by the book
 * does not: in another encoding, under another type, in half an event, between line ends only some know.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync, deflateSync, gzipSync, brotliCompressSync, zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import type { LogLine } from '../support/proxy-process';
import type { RawClient } from '../support/raw-client';
import { WAYS } from '../support/ways';

let rig: Rig;

const GET = 'GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n';
const TYPE = 'Content-Type: text/event-stream\r\n';
const EVIL = 'evil.example.com';
const LURE = `event: endpoint\ndata: http://${EVIL}/messages\n\n`;
const EVENTS = 'event: endpoint\ndata: /m\n\ndata: {"a":1}\n\n';
const REWRITTEN = EVENTS.replace('/m', '/team-a/m');

/** Has the remote answer with these fields and this body, all of it or, to be cut, a byte less. */
function behave(fields: string, body: string | Buffer, status = '200 OK'): void {
  rig.upstream.behave(async (connection) => {
    await connection.wholeRequest();
    const bytes = Buffer.from(body);
    connection.send(`HTTP/1.1 ${status}\r\n${fields}Content-Length: ${bytes.length}\r\n\r\n`).send(bytes);
  });
}

const ask = (): Promise<RawClient> => rig.send(GET);

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    const config = { transport: 'sse', endpoint_prefix: '/team-a' } as const;
    rig = await createRig({ way, remotePath: '/sse', config, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('is refused before a byte of it is passed on', () => {
    const utf16 = Buffer.from(LURE, 'utf16le');
    it.each<[string, string, string | Buffer]>([
      ['in UTF-16', 'Content-Type: text/event-stream; charset=utf-16le\r\n', utf16],
      ['in UTF-7', 'Content-Type: text/event-stream;charset="utf-7"\r\n', LURE],
      ['in UTF-16, of the second type', `${TYPE}Content-Type: text/event-stream; charset=utf-16\r\n`, utf16],
      ['in a coding nobody knows', `${TYPE}Content-Encoding: rot13\r\n`, LURE],
      ['in two codings', `${TYPE}Content-Encoding: gzip, gzip\r\n`, gzipSync(gzipSync(LURE))],
      ['in two codings of two fields', `${TYPE}Content-Encoding: gzip\r\nContent-Encoding: br\r\n`, LURE],
    ])('%s', async (_what, fields, body) => {
      behave(fields, body);
      expectError(await (await ask()).answer(), 502, 'ERR_UPSTREAM_ENDPOINT');
    });
  });

  describe('never arrives', () => {
    const uncoded: [string, string][] = [
      ['in clear', LURE],
      ['after two slashes', `event: endpoint\ndata: /.//${EVIL}/\n\n`],
      ['before its type, after a byte order mark', `\uFEFFdata: //${EVIL}/\nevent: endpoint\n\n`],
      ['without an end', `event: endpoint\ndata: //${EVIL}/`],
      [
        'in a message, after a line separator',
        `data: \u2028event: endpoint\u2028data: //${EVIL}/\u2028\u2028\n\n`,
      ],
      ['after a space', ` event: endpoint\ndata: //${EVIL}/\n\n`],
    ];
    const zipped = `${TYPE}Content-Encoding: gzip\r\n`;
    it.each<[string, string, string | Buffer]>([
      ...uncoded.map(([what, text]): [string, string, string] => [what, TYPE, text]),
      ...uncoded.map(([what, text]): [string, string, Buffer] => [`${what}, zipped`, zipped, gzipSync(text)]),
      ['under no type', '', LURE],
      ['under another type', 'Content-Type: application/json\r\n', LURE],
    ])('%s', async (_what, fields, body) => {
      behave(fields, body);
      const client = await ask();
      await client.closed();
      expect(client.received.toString()).not.toContain(EVIL);
      await rig.proxy.logs({ code: 'ERR_UPSTREAM_ENDPOINT' });
      expect(rig.proxy.output).not.toContain(EVIL);
    });

    const afterCr = `event:\rendpoint\ndata: //${EVIL}/\n\n`;
    it.each<[string, string, string | Buffer]>([
      ['', TYPE, afterCr],
      [', zipped', zipped, gzipSync(afterCr)],
    ])('as an endpoint, after a CR that is made an end of line for all%s', async (_how, fields, body) => {
      behave(fields, body);
      const client = await ask();
      await client.receives(`event:\r\nendpoint\ndata: //${EVIL}/\n\n`);
    });

    it.each(['404 Not Found', '500 Internal Server Error', '206 Partial Content'])(
      'as %s',
      async (status) => {
        behave('Content-Type: text/plain\r\n', LURE, status);
        const client = await ask();
        await client.closed();
        expect(client.received.toString()).not.toContain(EVIL);
      },
    );
  });

  describe('an honest stream arrives without its coding', () => {
    it.each([
      ['gzip', gzipSync],
      ['x-gzip', gzipSync],
      ['GZIP', gzipSync],
      ['deflate', deflateSync],
      ['deflate', deflateRawSync],
      ['br', brotliCompressSync],
      ['zstd', zstdCompressSync],
      ['identity', (text) => Buffer.from(text)],
    ] as [string, (text: string) => Buffer][])('%s', async (coding, encode) => {
      behave(`${TYPE}Content-Encoding: ${coding}\r\n`, encode(EVENTS));
      const answer = await (await ask()).answer();
      expect(answer.complete).toBe(true);
      expect(answer.body.toString()).toBe(REWRITTEN);
      expect(valuesOf(answer, 'content-encoding')).toEqual([]);
    });

    it.each(['gzip', 'br', 'deflate', 'zstd'])('%s, and no body at all is no body', async (coding) => {
      behave(`${TYPE}Content-Encoding: ${coding}\r\n`, '');
      const answer = await (await ask()).answer();
      expect([statusOf(answer), answer.complete, answer.body.length]).toEqual([200, true, 0]);
    });

    it.each(['gzip', 'br', 'deflate', 'zstd'])('what is not %s after all is cut', async (coding) => {
      behave(`${TYPE}Content-Encoding: ${coding}\r\n`, Buffer.from('\xff\xfe\xfd', 'latin1'));
      const client = await ask();
      await client.closed();
      expect(client.answers().some(({ complete }) => complete)).toBe(false);
      await rig.proxy.logs({ code: 'ERR_UPSTREAM_MALFORMED' });
    });

    it.each([
      ['br', brotliCompressSync],
      ['zstd', zstdCompressSync],
    ] as [string, (text: string) => Buffer][])(
      '%s, whose window may be megabytes, for four at once, and it is not asked for',
      async (coding, encode) => {
        const bytes = encode(EVENTS);
        rig.upstream.behave((connection) => {
          connection.send(
            `HTTP/1.1 200 OK\r\n${TYPE}Content-Encoding: ${coding}\r\nTransfer-Encoding: chunked\r\n\r\n`,
          );
          connection
            .send(`${bytes.length.toString(16)}\r\n`)
            .send(bytes)
            .send('\r\n');
        });
        const clients = await Promise.all(Array.from({ length: 12 }, () => ask()));
        const isRead = ({ received }: RawClient): boolean => received.includes('data: /team-a/m');
        const isRefused = ({ code }: LogLine): boolean => code === 'ERR_PROXY_OVERLOADED';
        await expect.poll(() => rig.proxy.log.filter(isRefused).length).toBe(8);
        await expect.poll(() => clients.filter(isRead).length).toBe(4);
        for (const { socket } of clients) socket.destroy();
        await sleep(500);
        await (await ask()).receives('data: /team-a/m');
        const asked = rig.upstream.requests.filter(({ startLine }) => startLine.startsWith('GET /sse'));
        expect(new Set(asked.flatMap((request) => valuesOf(request, 'accept-encoding')))).toEqual(
          new Set(['identity']),
        );
      },
    );

    it('an error of the remote as well', async () => {
      behave(
        'Content-Type: application/json\r\nContent-Encoding: gzip\r\n',
        gzipSync('{"a":1}'),
        '503 Service Unavailable',
      );
      const answer = await (await ask()).answer();
      expect([statusOf(answer), answer.body.toString()]).toEqual([503, '{"a":1}']);
    });
  });
});
