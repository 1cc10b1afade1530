/**
 * A hostile remote wants the client to see an answer end elsewhere than the proxy does, or a header or answer that the
 * remote smuggled into another (response splitting). RFC 9112 section 6.3 leaves no choice of framing; what can be read
 * in two ways is refused.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf, valuesOf } from '../support/http-message';
import { OK_ANSWER, OK_BODY } from '../support/raw-upstream';
import { GET, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

const EVIL = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
const START = 'HTTP/1.1 200 OK\r\n';

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('framing that can be read in two ways', () => {
    it.each([
      ['length and chunks', `${START}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
      ['chunks and length', `${START}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`],
      ['two lengths', `${START}Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}`],
      ['a list of lengths', `${START}Content-Length: 2, 50\r\n\r\n{}`],
      ['a length with a sign', `${START}Content-Length: +2\r\n\r\n{}`],
      ['a length in hexadecimal', `${START}Content-Length: 0x2\r\n\r\n{}`],
      ['a folded length', `${START}Content-Length:\r\n 2\r\n\r\n{}`],
      ['a space before the colon', `${START}Content-Length : 2\r\n\r\n{}`],
      ['chunked not last', `${START}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
      ['chunked twice', `${START}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
    ])('%s', async (_name, bytes) => {
      rig.upstream.behave(bytes + EVIL);
      const client = await rig.send(GET);
      expect(statusOf(await client.answer())).toBe(502);
      expect(client.received.toString()).not.toMatch(/evil$/);
      await expect.poll(() => rig.upstream.connections[0]?.ended).toBe(true);
    });
  });

  describe('a line break in a header value', () => {
    it.each([
      ['LF', 'X-A: b\nSet-Cookie: evil=1'],
      ['CR', 'X-A: b\rSet-Cookie: evil=1'],
      ['CR CR LF', 'X-A: b\r\r\nSet-Cookie: evil=1'],
      ['a folded line', 'X-A: b\r\n Set-Cookie: evil=1'],
      ['LF LF', `X-A: b\n\n${EVIL}`],
      ['NUL', 'X-A: b\0Set-Cookie: evil=1'],
    ])('%s', async (_name, header) => {
      rig.upstream.behave(`${START}${header}\r\nContent-Length: 2\r\n\r\n{}`);
      const client = await rig.send(GET);
      const answer = await client.answer();
      expect(statusOf(answer)).toBe(502);
      expect(valuesOf(answer, 'set-cookie')).toEqual([]);
      expect(client.received.toString()).not.toContain('evil');
    });

    it('encoded stays encoded', async () => {
      rig.upstream.behave(`${START}Location: /a%0d%0aSet-Cookie:%20b=c\r\nContent-Length: 0\r\n\r\n`);
      const answer = await (await rig.send(GET)).answer();
      expect(valuesOf(answer, 'location')).toEqual(['/a%0d%0aSet-Cookie:%20b=c']);
    });
  });

  describe('a second answer behind the first', () => {
    it.each([
      ['a length', `${START}Content-Length: 2\r\n\r\n{}`],
      ['chunks', `${START}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
      ['no body', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ])('of %s is given to nobody', async (_name, first) => {
      rig.upstream.behave(first + EVIL);
      const client = await rig.send(GET);
      await client.answer();
      rig.upstream.behave(OK_ANSWER);
      client.send(GET);
      expect((await client.answer(2)).body.toString()).toBe(OK_BODY);
      expect(client.received.toString()).not.toContain('evil');
    });
  });

  describe('headers of the connection to the remote stay there', () => {
    it.each([
      ['Keep-Alive: timeout=1', 'keep-alive'],
      ['Proxy-Authenticate: Basic', 'proxy-authenticate'],
      ['Upgrade: h2c', 'upgrade'],
      ['Trailer: X-A', 'trailer'],
      ['Proxy-Connection: close', 'proxy-connection'],
      ['Alt-Svc: h3=":443"', 'alt-svc'],
      ['Connection: X-A\r\nX-A: b', 'x-a'],
      ['Connection: keep-alive\r\nConnection: X-A\r\nX-A: b', 'x-a'],
    ])('%s', async (header, name) => {
      rig.upstream.behave(`${START}${header}\r\nContent-Length: 2\r\n\r\n{}`);
      const answer = await (await rig.send(GET)).answer();
      expect(statusOf(answer)).toBe(200);
      const own = name === 'keep-alive' ? ['timeout=75'] : [];
      expect(valuesOf(answer, name)).toEqual(own);
    });
  });

  describe('a length that is not that of the body', () => {
    it('too long is a cut', async () => {
      rig.upstream.behave((connection) => {
        connection.send(`${START}Content-Length: 100\r\n\r\n{}`).socket.end();
      });
      expect((await (await rig.send(GET)).answer()).complete).toBe(false);
    });

    it('too short gives the client no more', async () => {
      rig.upstream.behave(`${START}Content-Length: 2\r\n\r\n{}{}{}`);
      const answer = await (await rig.send(GET)).answer();
      expect(answer.body.toString()).toBe('{}');
    });
  });
});
