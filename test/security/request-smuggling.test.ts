/**
 * The attacker wants the proxy and the remote to disagree on where a request ends, so that the rest of a body becomes
 * a request of its own: one that carries the injected headers, or whose answer goes to somebody else. Whatever can be
 * read in two ways is refused (RFC 9112 section 6.3); whatever is accepted is framed anew.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectForwarded } from '../support/expect-forwarded';
import { statusOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

const SMUGGLED = 'GET /mcp?smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';
const START = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';
const CHUNKED = `${START}Transfer-Encoding: chunked\r\n\r\n`;
const CHUNKED_BODY = '2\r\n{}\r\n0\r\n\r\n';

/** The connection is of no more use either: what follows on it cannot be trusted to be a request. */
async function expectRefused(bytes: string): Promise<void> {
  const client = await rig.send(bytes);
  const answer = await client.answer();
  expect(statusOf(answer)).toBe(400);
  await client.closed();
  expect(client.answers()).toHaveLength(1);
  expect(rig.upstream.received.toString('latin1')).toBe('');
}

describe('refused before a byte of it goes on', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('Content-Length and Transfer-Encoding', () => {
    it.each([
      ['both, length first', `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
      ['both, coding first', `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`],
      ['both, the coding misspelt', `Content-Length: 2\r\nTransfer-Encoding: xchunked\r\n\r\n{}`],
      ['both, the coding empty', 'Transfer-Encoding: \r\nContent-Length: 2\r\n\r\n{}'],
      ['both, the coding quoted', 'Content-Length: 2\r\nTransfer-Encoding: "chunked"\r\n\r\n{}'],
      ['both, the coding identity', 'Content-Length: 2\r\nTransfer-Encoding: identity\r\n\r\n{}'],
    ])('%s', (_name, rest) => expectRefused(START + rest + SMUGGLED));
  });

  describe('Content-Length', () => {
    it.each([
      ['twice, different', 'Content-Length: 2\r\nContent-Length: 40'],
      ['twice, the same', 'Content-Length: 2\r\nContent-Length: 2'],
      ['a list of different', 'Content-Length: 2, 40'],
      ['a list of the same', 'Content-Length: 2, 2'],
      ['with a plus', 'Content-Length: +2'],
      ['with a minus', 'Content-Length: -2'],
      ['in hexadecimal', 'Content-Length: 0x2'],
      ['with a fraction', 'Content-Length: 2.0'],
      ['of two numbers', 'Content-Length: 2 0'],
      ['empty', 'Content-Length: '],
      ['beyond 64 bits', 'Content-Length: 18446744073709551618'],
      ['with a space before the colon', 'Content-Length : 2'],
      ['with a tab before the colon', 'Content-Length\t: 2'],
      ['on a folded line', 'Content-Length:\r\n 2'],
    ])('%s', (_name, header) => expectRefused(`${START}${header}\r\n\r\n{}${SMUGGLED}`));
  });

  describe('Transfer-Encoding', () => {
    it.each([
      ['with a space before the colon', 'Transfer-Encoding : chunked'],
      ['with a vertical tab', 'Transfer-Encoding: \x0bchunked'],
      ['misspelt in front', 'Transfer-Encoding: xchunked'],
      ['misspelt behind', 'Transfer-Encoding: chunkedx'],
      ['twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'],
      ['chunked twice', 'Transfer-Encoding: chunked, chunked'],
      ['chunked not last', 'Transfer-Encoding: chunked, identity'],
      ['chunked not last, over two lines', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'],
      ['chunked after identity', 'Transfer-Encoding: identity, chunked'],
      ['chunked after identity, over two lines', 'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked'],
      ['chunked after a coding nobody here knows', 'Transfer-Encoding: gzip, chunked'],
      ['identity', 'Transfer-Encoding: identity'],
      ['quoted', 'Transfer-Encoding: "chunked"'],
      ['with a parameter', 'Transfer-Encoding: chunked;q=1'],
      ['with a comma behind', 'Transfer-Encoding: chunked,'],
      ['on a folded line', 'Transfer-Encoding:\r\n chunked'],
      ['on a line folded with a tab', 'Transfer-Encoding:\r\n\tchunked'],
      ['after a bare LF', 'X-A: b\nTransfer-Encoding: chunked'],
      ['after a bare CR', 'X-A: b\rTransfer-Encoding: chunked'],
      ['after a NUL', 'X-A: b\0\r\nTransfer-Encoding: chunked'],
      ['hidden in a folded line', 'Content-Length: 12\r\nX-A: b\r\n Transfer-Encoding: chunked'],
    ])('%s', (_name, header) => expectRefused(`${START}${header}\r\n\r\n${CHUNKED_BODY}${SMUGGLED}`));
  });

  describe('the end of a line', () => {
    it.each([
      ['LF throughout', 'POST /mcp HTTP/1.1\nHost: localhost\nContent-Length: 2\n\n{}'],
      ['LF after the start line', 'POST /mcp HTTP/1.1\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}'],
      ['LF at the end of the head', `${START}Content-Length: 2\r\n\n{}`],
      ['CR at the end of the head', `${START}Content-Length: 2\r\n\r{}`],
      ['a folded first line', 'POST /mcp HTTP/1.1\r\n Host: localhost\r\nContent-Length: 2\r\n\r\n{}'],
      ['a folded value', `${START}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
    ])('%s', (_name, bytes) => expectRefused(bytes + SMUGGLED));
  });

  describe('a header line', () => {
    it.each([
      ['without a colon', 'nonsense'],
      ['without a name', ': x'],
      ['with a NUL in its name', 'X\0A: b'],
      ['with a NUL in its value', 'X-A: b\0c'],
      ['with a space in its name', 'X A: b'],
      ['with a non-ASCII name', 'X-\xe9: b'],
      ['with a DEL in its value', 'X-A: b\x7fc'],
    ])('%s', (_name, line) => expectRefused(`${START}${line}\r\nContent-Length: 2\r\n\r\n{}${SMUGGLED}`));
  });

  describe('chunks', () => {
    it.each([
      ['an extension that hides the end of the line', `2;a="\r\n{}\r\n0\r\n\r\n${SMUGGLED}"\r\n`],
      ['an extension that ends with LF', '2;\n{}\r\n0\r\n\r\n'],
      ['an extension that ends with CR', '2;\r{}\r\n0\r\n\r\n'],
      ['an extension with a NUL', '2;\0\r\n{}\r\n0\r\n\r\n'],
      ['an extension of 20,000 bytes', `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`],
      ['a size that ends with LF', '2\n{}\n0\n\n'],
      ['a size with a space', '2 \r\n{}\r\n0\r\n\r\n'],
      ['a size in hexadecimal notation', '0x2\r\n{}\r\n0\r\n\r\n'],
      ['a size with a plus', '+2\r\n{}\r\n0\r\n\r\n'],
      ['a size with a minus', '-2\r\n{}\r\n0\r\n\r\n'],
      ['a size beyond 64 bits', '10000000000000002\r\n{}\r\n0\r\n\r\n'],
      ['no size', '\r\n{}\r\n0\r\n\r\n'],
    ])('with %s', (_name, chunks) => expectRefused(CHUNKED + chunks + SMUGGLED));
  });
});

/** The first of these may have gone out, when the others show that the body is none. */
const HALF_FINE: readonly (readonly [what: string, chunks: string])[] = [
  ['a chunk longer than its size', '2\r\n{}XX0\r\n\r\n'],
  ['a chunk that ends with LF', '2\r\n{}\n0\r\n\r\n'],
  ['a second size of letters', '2\r\n{}\r\nxyz\r\n'],
  ['a trailer with a NUL', '2\r\n{}\r\n0\r\nX-A: b\0c\r\n\r\n'],
  ['a trailer section that ends with LF', '2\r\n{}\r\n0\r\n\n'],
  ['Content-Length as a trailer', '2\r\n{}\r\n0\r\nContent-Length: 99\r\n\r\n'],
];

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  // Side by side, since a connection that is refused ends a second later. The remote must never see the end of a request.
  it('chunks of which some are fine', async () => {
    const clients = await Promise.all(HALF_FINE.map(([, chunks]) => rig.send(CHUNKED + chunks + SMUGGLED)));
    for (const [index, client] of clients.entries()) {
      await client.closed();
      expect(client.answers().map(statusOf), HALF_FINE[index]?.[0]).toEqual([400]);
    }
    await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
    for (const request of rig.upstream.requests) expect(request.complete).toBe(false);
    expect(rig.upstream.received.toString('latin1')).not.toContain('smuggled');
  });

  describe('accepted, since there is one way to read it, and framed anew', () => {
    it.each([
      ['a chunk extension', `${CHUNKED}2;a=b;c="d"\r\n{}\r\n0;e\r\n\r\n`],
      ['a size with leading zeros', `${CHUNKED}00000002\r\n{}\r\n0\r\n\r\n`],
      [
        'trailers, which go no further',
        `${CHUNKED}2\r\n{}\r\n0\r\nX-API-Key: mine\r\nHost: other.example.com\r\n\r\n`,
      ],
      ['a coding in capitals', `${START}tRANSFER-eNCODING: CHUNKED\r\n\r\n${CHUNKED_BODY}`],
      ['a coding after a tab', `${START}Transfer-Encoding:\tchunked\r\n\r\n${CHUNKED_BODY}`],
      ['a length with leading zeros', `${START}Content-Length: 0002\r\n\r\n{}`],
      ['a length with a trailing space', `${START}Content-Length: 2 \r\n\r\n{}`],
      ['empty lines before the request', `\r\n\r\n${START}Content-Length: 2\r\n\r\n{}`],
      ['a coding spelt with _', `${START}Content-Length: 2\r\nTransfer_Encoding: chunked\r\n\r\n{}`],
      ['a length spelt with _', `${START}Content-Length: 2\r\nContent_Length: 40\r\n\r\n{}`],
    ])('%s', async (_name, bytes) => {
      const client = await rig.send(bytes);
      expect(statusOf(await client.answer())).toBe(200);
      expectForwarded(rig.upstream, { body: '{}' });
    });

    it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST'])('a request in the body of a %s', async (method) => {
      const client = await rig.send(
        `${method} /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
      );
      await client.receives('200 OK');
      expectForwarded(rig.upstream, { startLine: `${method} /mcp`, body: SMUGGLED });
    });

    it('a request after one that said it would be the last goes nowhere', async () => {
      const client = await rig.send(`${START}Connection: close\r\nContent-Length: 2\r\n\r\n{}${SMUGGLED}`);
      await client.closed();
      expect(client.answers()).toHaveLength(1);
      expectForwarded(rig.upstream, { body: '{}' });
    });

    // RFC 9112 section 6.1: HTTP/1.0 knows no chunks, so whoever sends them there is not to be trusted with more.
    it('chunks in HTTP/1.0, with which the connection ends', async () => {
      const client = await rig.send(
        `POST /mcp HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKED_BODY}${SMUGGLED}`,
      );
      await client.closed();
      expect(rig.upstream.received.toString('latin1')).not.toContain('smuggled');
    });
  });
});
