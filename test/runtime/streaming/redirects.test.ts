/** Redirects within the origin that keep the method are the proxy's to follow; all others are the client's. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf, valuesOf } from '../../support/http-message';
import type { UpstreamConnection } from '../../support/raw-upstream';
import { BODY, createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { SECRET_VALUE } from '../../support/proxy-process';
import { WAYS } from '../../support/ways';

let rig: Rig;

const CHUNKED =
  'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n' +
  `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;

/** Redirects every request but those for `/there`. */
function redirect(status: number, location: string) {
  return async (connection: UpstreamConnection): Promise<void> => {
    const { startLine } = await connection.wholeRequest();
    if (startLine.includes(' /there')) connection.send('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\narrived');
    else connection.send(`HTTP/1.1 ${status} R\r\nLocation: ${location}\r\nContent-Length: 4\r\n\r\nmove`);
  };
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  // With a query, for a permanent redirect without one is remembered.
  describe.each([307, 308])('%i within the origin is followed', (status) => {
    it.each([
      ['a body in one piece', POST],
      ['a small body in chunks', CHUNKED],
    ])('with %s, and all headers', async (_what, request) => {
      rig.upstream.behave(redirect(status, '/there?x=1'));
      const answer = await (await rig.send(request)).answer();
      expect(answer.body.toString()).toBe('arrived');
      const [first, second] = rig.upstream.requests;
      expect(second?.startLine).toBe('POST /there?x=1 HTTP/1.1');
      expect(second?.body.toString()).toBe(BODY);
      expect(first && valuesOf(first, 'x-api-key')).toEqual([SECRET_VALUE]);
      expect(second && valuesOf(second, 'x-api-key')).toEqual([SECRET_VALUE]);
    });

    it('without a body', async () => {
      rig.upstream.behave(redirect(status, 'there?x=1'));
      const answer = await (await rig.send('GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n')).answer();
      expect(answer.body.toString()).toBe('arrived');
    });

    it('given as a whole URL', async () => {
      rig.upstream.behave(redirect(status, `${rig.upstream.origin}/there?x=1`));
      expect((await (await rig.send(POST)).answer()).body.toString()).toBe('arrived');
    });
  });

  describe('passed to the client, with nothing sent anywhere', () => {
    it.each([
      [301, '/there'],
      [302, '/there'],
      [303, '/there'],
      [307, 'http://other.example.com/there'],
      [308, 'https://127.0.0.1/there'],
      [307, '//other.example.com/there'],
      [307, 'http://169.254.169.254/latest/meta-data'],
    ])('%i to %s', async (status, location) => {
      rig.upstream.behave(redirect(status, location));
      const answer = await (await rig.send(POST)).answer();
      expect(statusOf(answer)).toBe(status);
      expect(valuesOf(answer, 'location')).toEqual([location]);
      expect(answer.body.toString()).toBe('move');
      expect(rig.upstream.requests).toHaveLength(1);
    });

    it('when the body is too long to have been kept', async () => {
      rig.upstream.behave(redirect(307, '/there'));
      const body = 'x'.repeat(200_000);
      const client = await rig.send(
        `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      expect(statusOf(await client.answer())).toBe(307);
      expect(rig.upstream.requests).toHaveLength(1);
    });
  });

  it('a loop ends after 5, and the sixth is the client’s', async () => {
    rig.upstream.behave(redirect(307, '/mcp'));
    const answer = await (await rig.send(POST)).answer();
    expect(statusOf(answer)).toBe(307);
    expect(rig.upstream.requests).toHaveLength(6);
  });

  it('a long body of a redirect is thrown away, not sent', async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      const body = startLine.includes('/there') ? 'arrived' : 'm'.repeat(100_000);
      const head = startLine.includes('/there') ? '200 OK' : '307 R\r\nLocation: /there';
      connection.send(`HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    expect((await (await rig.send(POST)).answer()).body.toString()).toBe('arrived');
  });
});
