/**
 * The attacker wants a request to reach the remote without an injected header, with another value for it, or with a
 * second one beside it that the remote might believe instead.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectForwarded } from '../support/expect-forwarded';
import { statusOf } from '../support/http-message';
import { BODY, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

async function post(headers: string): Promise<number> {
  const client = await rig.send(
    `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${headers}\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  );
  return statusOf(await client.answer());
}

/** Neither more nor less than what the proxy sends by itself. */
async function expectOnlyInjected(headers: string): Promise<void> {
  expect(await post(headers)).toBe(200);
  expectForwarded(rig.upstream, { body: BODY });
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  // RFC 9110 section 7.6.1 tells proxies to remove what Connection names: before they add their own, not after.
  describe('Connection that names an injected header', () => {
    it.each([
      ['as configured', 'Connection: X-API-Key'],
      ['in lower case', 'Connection: x-api-key'],
      ['in capitals', 'CONNECTION: X-API-KEY'],
      ['with _', 'Connection: X_API_Key'],
      ['in a list', 'Connection: keep-alive, X-API-Key, X-Tenant-ID'],
      ['in a list without spaces', 'Connection: close,X-API-Key,X-Tenant-ID'],
      ['in a list with empty entries', 'Connection: ,, X-API-Key ,\t,X-Tenant-ID,'],
      ['in a second line', 'Connection: keep-alive\r\nConnection: X-API-Key'],
      ['with a value beside it', 'Connection: X-API-Key\r\nX-API-Key: mine'],
      ['as Proxy-Connection', 'Proxy-Connection: X-API-Key'],
      ['as Keep-Alive', 'Connection: keep-alive\r\nKeep-Alive: X-API-Key'],
      ['as TE and Trailer', 'Connection: TE, Trailer\r\nTE: X-API-Key\r\nTrailer: X-API-Key'],
      ['Host and Content-Length too', 'Connection: Host, Content-Length, X-API-Key'],
    ])('%s', (_name, headers) => expectOnlyInjected(headers));

    it('takes away what it names of the client’s own', () =>
      expectOnlyInjected('X-Mine: 1\r\nX_Mine: 2\r\nConnection: x-mine'));
  });

  // RFC 3875 section 4.1.18: a CGI-style server reads X_API_Key and X-API-Key as one variable.
  describe('a header that looks like an injected one', () => {
    it.each([
      'X-API-Key',
      'x-api-key',
      'X-API-KEY',
      'X_API_Key',
      'x_api_key',
      'X-API_Key',
      'X_TENANT_ID',
      'x-tenant_id',
    ])('%s', async (name) => {
      await expectOnlyInjected(`${name}: mine`);
    });

    it('many at once', () =>
      expectOnlyInjected('X-API-Key: a\r\nx_api_key: b\r\nX-API-Key: c\r\nX-Tenant-ID: d\r\nX_Tenant_ID: e'));

    it('with an empty value', () => expectOnlyInjected('X-API-Key:\r\nX-Tenant-ID: '));

    it.each([
      ['a space before the colon', 'X-API-Key : mine'],
      ['a tab before the colon', 'X-API-Key\t: mine'],
      ['a folded line', 'X-A: b\r\n\tX-API-Key: mine'],
      ['a bare LF', 'X-A: b\nX-API-Key: mine'],
      ['a bare CR', 'X-A: b\rX-API-Key: mine'],
      ['a NUL', 'X-A: b\0X-API-Key: mine'],
      ['a soft hyphen', 'X\xadAPI-Key: mine'],
    ])('behind %s, is refused', async (_name, headers) => {
      expect(await post(headers)).toBe(400);
      expect(rig.upstream.requests).toEqual([]);
    });
  });

  // What is merely similar is the client's own affair, and passes unchanged.
  it('leaves other headers alone', async () => {
    expect(
      await post('X-API-Key-2: a\r\nXAPIKey: b\r\nX.API.Key: c\r\nX-A: \xff \r\nAuthorization: mine'),
    ).toBe(200);
    expectForwarded(rig.upstream, {
      body: BODY,
      headers: {
        'x-api-key-2': 'a',
        xapikey: 'b',
        'x.api.key': 'c',
        'x-a': '\xff',
        authorization: 'mine',
      },
    });
  });

  describe('headers that say where a request came from or should go', () => {
    it.each([
      'Forwarded: for=127.0.0.1',
      'X-Forwarded-For: 127.0.0.1',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 443',
      'X_Forwarded_For: 127.0.0.1',
      'X-Real-IP: 127.0.0.1',
      'x_real_ip: 127.0.0.1',
      'X-Original-URL: /admin',
      'X-Rewrite-URL: /admin',
      'X_Original_URL: /admin',
      'X-Rewrite_URL: /admin',
    ])('%s', (header) => expectOnlyInjected(header));
  });

  describe('credentials for this hop', () => {
    it.each([
      'Proxy-Authorization: Basic bWluZTptaW5l',
      'Proxy_Authorization: mine',
      'Proxy-Authenticate: Basic',
    ])('%s', (header) => expectOnlyInjected(header));
  });
});
