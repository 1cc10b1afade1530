/** The attacker wants memory or time by sending too much: of the request line, of headers, or of a body. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const KIB = 1024;
const LIMIT = 64 * KIB;

let rig: Rig;

const START = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';

/** In one chunk, in many, and in chunks without end. */
const TOO_LARGE = [
  `${(LIMIT + 1).toString(16)}\r\n${'a'.repeat(LIMIT + 1)}`,
  '1\r\na\r\n'.repeat(LIMIT + 1),
  `10000\r\n${'a'.repeat(0x10000)}\r\n`.repeat(64),
];

describe('by a head alone', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true }, config: { limits: { request_body_bytes: LIMIT } } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('a header section beyond the limit of 32 KiB', () => {
    it.each([
      ['a long query', `GET /mcp?${'a'.repeat(40 * KIB)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
      ['a long path', `GET /${'a'.repeat(40 * KIB)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
      ['one long value', `${START}X-A: ${'a'.repeat(40 * KIB)}\r\n\r\n`],
      ['one long name', `${START}${'a'.repeat(40 * KIB)}: b\r\n\r\n`],
      ['many headers', `${START}${'X-A: b\r\n'.repeat(6 * KIB)}\r\n`],
      ['one megabyte without an end', `${START}X-A: ${'a'.repeat(KIB * KIB)}`],
    ])('%s', async (_name, bytes) => {
      const client = await rig.send(bytes);
      expect(statusOf(await client.answer())).toBe(431);
      expect(rig.upstream.connections).toEqual([]);
    });

    it('endless empty lines are no request', async () => {
      const client = await rig.send('\r\n'.repeat(512 * KIB));
      client.send('GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await client.answer();
      expect(rig.upstream.connections).toEqual([]);
    });
  });

  // Node's parser reads only so many headers into its list: one beyond them must not pass unseen, nor vanish.
  it.each([
    [100, 200],
    [700, 431],
    [1998, 431],
    [3000, 431],
  ])('of %i short headers either all are looked at or none passes: %i', async (count, status) => {
    const client = await rig.send(
      `${START}${'A:b\r\n'.repeat(count)}x_api_key: mine\r\nC: d\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(statusOf(await client.answer())).toBe(status);
    const seen = (rig.upstream.requests[0]?.headers ?? []).map(([name]) => name.toLowerCase());
    const counts = ['a', 'c', 'x-api-key', 'x_api_key'].map(
      (name) => seen.filter((one) => one === name).length,
    );
    expect(counts).toEqual(status === 431 ? [0, 0, 0, 0] : [count, 1, 1, 0]);
  });

  describe('a body', () => {
    it.each([LIMIT + 1, 2 ** 31, 2 ** 53 - 1])(
      'that declares %i bytes is refused before it is sent',
      async (length) => {
        const client = await rig.send(`${START}Content-Length: ${length}\r\n\r\n`);
        expect(statusOf(await client.answer())).toBe(413);
        await client.closed();
        expect(rig.upstream.connections).toEqual([]);
      },
    );

    it('that declares too much is not asked for (Expect: 100-continue)', async () => {
      const client = await rig.send(`${START}Expect: 100-continue\r\nContent-Length: ${LIMIT + 1}\r\n\r\n`);
      expect(statusOf(await client.answer())).toBe(413);
      expect(client.received.toString()).not.toContain('100 Continue');
    });
  });
});

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { request_body_bytes: LIMIT } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('a body', () => {
    it('of exactly the limit passes', async () => {
      const body = 'a'.repeat(LIMIT);
      const client = await rig.send(`${START}Content-Length: ${LIMIT}\r\n\r\n${body}`);
      expect(statusOf(await client.answer())).toBe(200);
      expect(rig.upstream.requests[0]?.body.toString()).toBe(body);
    });

    it('in chunks of exactly the limit passes', async () => {
      const body = 'a'.repeat(LIMIT);
      const client = await rig.send(
        `${START}Transfer-Encoding: chunked\r\n\r\n${LIMIT.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
      expect(statusOf(await client.answer())).toBe(200);
      expect(rig.upstream.requests[0]?.body.toString()).toBe(body);
    });

    // Side by side, since a connection that is refused ends a second later.
    it('is cut off where it grows past the limit, and is not complete for the remote', async () => {
      const clients = await Promise.all(
        TOO_LARGE.map((chunks) => rig.send(`${START}Transfer-Encoding: chunked\r\n\r\n${chunks}`)),
      );
      for (const client of clients) {
        expect(statusOf(await client.answer())).toBe(413);
        await client.closed();
      }
      for (const request of rig.upstream.requests) {
        expect(request.complete).toBe(false);
        expect(request.body.length).toBeLessThanOrEqual(LIMIT);
      }
      await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
    });
  });
});
