/**
 * A hostile remote behind a proxy that asks for tokens wants what the client has for somebody else: it answers with a
 * challenge of its own, whose metadata names an authorization server of its own. A client that obeys shows that server the
 * refresh token it has of the real issuer, or sends its user there. It could get the same of a client that follows
 * redirects to any place, by one to a place that answers so.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RunConfig } from '../../contract/run-config';
import { expectError, expectRpcError } from '../support/expect-error';
import { parseResponses, statusOf, valuesOf } from '../support/http-message';
import type { HttpMessage } from '../support/http-message';
import { createRig, POST } from '../support/rig';
import type { Rig } from '../support/rig';
import { createSigningKey, sendJson, startTestIssuer } from '../support/test-issuer';
import type { SigningKey, TestIssuer } from '../support/test-issuer';
import { toOidc } from '../support/to-oidc';
import { FORWARDED, WAYS } from '../support/ways';
import type { Way } from '../support/ways';
import { MemoryOAuthProvider } from '../e2e/auth/oauth-client';

const CHALLENGE = 'Bearer error="insufficient_scope", resource_metadata="https://attacker.example.com/"';

/** Fields about a credential the client never showed the remote. */
const ABOUT_CREDENTIALS = [
  `WWW-Authenticate: ${CHALLENGE}`,
  'www-authenticate: Basic realm="x"',
  'Authentication-Info: nextnonce="x"',
  'Proxy-Authenticate: Basic realm="x"',
  'Proxy-Authentication-Info: nextnonce="x"',
  'Set-Cookie: session=1; Path=/',
  'SET-COOKIE2: session=1',
];
const NAMES =
  /^(?:www-authenticate|authentication-info|proxy-authenticate|proxy-authentication-info|set-cookie2?)$/i;

let key: SigningKey;
let issuer: TestIssuer;
let token: string;
let rig: Rig;

beforeAll(async () => {
  key = await createSigningKey('key');
  issuer = await startTestIssuer([key]);
  token = await issuer.sign(key);
});
afterAll(() => issuer.close());

const request = (method: string, path = '/mcp'): string =>
  (method === 'POST' ? POST : `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).replace(
    '\r\n\r\n',
    `\r\nAccept: application/json, text/event-stream\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );

async function ask(method = 'POST', to = rig): Promise<HttpMessage> {
  return (await to.send(request(method))).answer();
}

/** Names of fields about credentials in an answer. */
function told(answer: HttpMessage): string[] {
  return answer.headers.map(([name]) => name).filter((name) => NAMES.test(name));
}

const answerWith = (status: number, fields: readonly string[]): string =>
  `HTTP/1.1 ${status} X\r\n${fields.join('\r\n')}\r\nX-Stays: 1\r\nContent-Length: 0\r\n\r\n`;

/** A server of the attacker's, whose metadata says what its token is good for. */
async function startAttacker(resource: string): Promise<TestIssuer> {
  const attacker = await startTestIssuer([]);
  onTestFinished(() => attacker.close());
  const documentOf = (path = ''): object => {
    if (path === '/meta') return { resource, authorization_servers: [attacker.url] };
    if (!path.includes('.well-known')) return { access_token: 'evil', token_type: 'Bearer' };
    return {
      issuer: attacker.url,
      authorization_endpoint: `${attacker.url}/authorize`,
      token_endpoint: `${attacker.url}/token`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    };
  };
  attacker.behave(({ url }, response) => sendJson(response, documentOf(url)));
  return attacker;
}

const challengeOf = (attacker: string): string =>
  `Bearer error="insufficient_scope", scope="x", resource_metadata="${attacker}/meta"`;

const INFO = { name: 'e2e', version: '1.0.0' };
const CLIENTS: readonly [string, (url: URL, authProvider: MemoryOAuthProvider) => Promise<unknown>][] = [
  [
    'current',
    (url, authProvider) => new Client(INFO).connect(new StreamableHTTPClientTransport(url, { authProvider })),
  ],
  [
    'former',
    (url, authProvider) => new ClientV1(INFO).connect(new TransportV1(url, { authProvider: authProvider })),
  ],
];

/** 407 from where a forward proxy answers in the place of the remote would be the forward proxy's own. */
function statusesOf(way: Way): number[] {
  const statuses = [200, 202, 400, 402, 403, 404, 429, 500, 503];
  return way === FORWARDED ? statuses : [...statuses, 407];
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      config: { oidc_config: toOidc(issuer.url) },
      bystander: { calls: true, headers: { authorization: `Bearer ${token}` } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('where the proxy asks for tokens, its challenges are the only ones', () => {
    it.each(statusesOf(way))('with status %i', async (status) => {
      rig.upstream.behave(answerWith(status, ABOUT_CREDENTIALS));
      for (const method of ['POST', 'GET', 'DELETE']) {
        const answer = await ask(method);
        expect(statusOf(answer)).toBe(status);
        expect(told(answer)).toEqual([]);
        expect(valuesOf(answer, 'x-stays')).toEqual(['1']);
      }
    });

    it('in an interim answer', async () => {
      const hints = `HTTP/1.1 103 Early Hints\r\n${ABOUT_CREDENTIALS.join('\r\n')}\r\nLink: </a>\r\n\r\n`;
      rig.upstream.behave(hints + answerWith(200, []));
      const client = await rig.send(request('POST'));
      await expect.poll(() => parseResponses(client.received).map(statusOf)).toEqual([103, 200]);
      expect(parseResponses(client.received).flatMap(told)).toEqual([]);
    });

    it('in trailers', async () => {
      rig.upstream.behave(
        `HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${ABOUT_CREDENTIALS.join('\r\n')}\r\nX-Sum: 1\r\n\r\n`,
      );
      const client = await rig.send(request('POST').replace('\r\n\r\n', '\r\nTE: trailers\r\n\r\n'));
      await expect.poll(() => client.received.toString()).toContain('0\r\nX-Sum: 1');
      expect(client.received.toString()).not.toMatch(/authenticat|cookie/i);
    });

    it('for an event stream of an sse remote, and for what is posted', async () => {
      const sse = await createRig({
        way,
        remotePath: '/sse',
        config: { transport: 'sse', oidc_config: toOidc(issuer.url) },
      });
      onTestFinished(() => sse.close());
      for (const status of [200, 403]) {
        sse.upstream.behave(answerWith(status, ABOUT_CREDENTIALS));
        const answer = await (await sse.send(request('GET', '/sse'))).answer();
        expect(statusOf(answer)).toBe(status);
        expect(told(answer)).toEqual([]);
      }
    });

    it.each([
      'oauth-protected-resource/other',
      'oauth-authorization-server',
      'oauth-authorization-server/mcp',
      'openid-configuration',
      'openid-configuration/mcp',
    ])('and /.well-known/%s never comes from the remote', async (name) => {
      const answer = await (await rig.send(request('GET', `/.well-known/${name}`))).answer();
      expectError(answer, 404, 'ERR_PROXY_NOT_FOUND');
      expect(rig.upstream.requests).toHaveLength(0);
    });
  });

  describe('a redirect does not lead an authenticated client past the proxy', () => {
    const redirect = (status: number, location: string): string =>
      answerWith(status, [`Location: ${location}`]);

    it.each([300, 301, 302, 303, 305, 307, 308])('with status %i', async (status) => {
      for (const location of [
        'https://attacker.example.com/mcp',
        '//attacker.example.com/mcp',
        '\\\\attacker.example.com/mcp',
        '/\t/attacker.example.com/mcp',
        'http:attacker.example.com',
        'https:attacker.example.com',
        'http://[',
      ]) {
        rig.upstream.behave(redirect(status, location));
        const answer = await ask();
        expectRpcError(answer, 502, 'ERR_UPSTREAM_REDIRECT');
        expect(valuesOf(answer, 'location')).toEqual([]);
      }
    });

    it('and neither to the remote itself', async () => {
      rig.upstream.behave(
        redirect(302, `${way.isSecure ? 'https' : 'http'}://127.0.0.1:${rig.upstream.port}/other`),
      );
      expectRpcError(await ask(), 502, 'ERR_UPSTREAM_REDIRECT');
    });

    it('while a path stays on the proxy, and 201 and 304 lead nowhere', async () => {
      for (const [status, location] of [
        [302, '/other'],
        [303, '?a=b'],
        [201, 'https://other.example.com/'],
        [304, 'https://other.example.com/'],
      ] as const) {
        rig.upstream.behave(redirect(status, location));
        const answer = await ask();
        expect(statusOf(answer)).toBe(status);
        expect(valuesOf(answer, 'location')).toEqual([location]);
      }
    });
  });

  it.each(CLIENTS)('the %s client goes to no attacker', async (_which, connect) => {
    const resource = `http://127.0.0.1:${rig.proxy.port}/mcp`;
    const attacker = await startAttacker(resource);
    rig.upstream.behave(answerWith(403, [`WWW-Authenticate: ${challengeOf(attacker.url)}`]));
    const authProvider = new MemoryOAuthProvider();
    authProvider.saveClientInformation({ client_id: 'real' });
    authProvider.saveTokens({
      access_token: token,
      token_type: 'Bearer',
      refresh_token: 'of-the-real-issuer',
    });
    await expect(connect(new URL(resource), authProvider)).rejects.toThrow();
    expect(attacker.requests).toEqual([]);
    expect(authProvider.authorizationUrl).toBeUndefined();
    expect(rig.upstream.requests.length).toBeGreaterThan(0);
  });
});

describe('what goes back follows what goes on', () => {
  const cases: readonly [string, Partial<RunConfig>, string[]][] = [
    ['nothing is configured', {}, ['WWW-Authenticate', 'Authentication-Info', 'Set-Cookie', 'SET-COOKIE2']],
    [
      'Authorization is set by the proxy',
      { header_forward: { add_plaintext_headers: { Authorization: 'Bearer x' } } },
      ['Set-Cookie', 'SET-COOKIE2'],
    ],
    [
      'Cookie is set by the proxy',
      { header_forward: { add_plaintext_headers: { cookie: 'a=b' } } },
      ['WWW-Authenticate', 'Authentication-Info'],
    ],
    [
      'Cookie of clients is dropped',
      { client_headers: { drop: ['Cookie'] } },
      ['WWW-Authenticate', 'Authentication-Info'],
    ],
    ['others alone pass', { client_headers: { pass: ['X-Request-ID'] } }, []],
  ];

  it.each(cases)('when %s', async (_what, config, expected) => {
    const open = await createRig({ config });
    onTestFinished(() => open.close());
    const fields = ABOUT_CREDENTIALS.filter((field) => !field.startsWith('www-'));
    open.upstream.behave(answerWith(403, fields));
    expect(told(await ask('POST', open))).toEqual(expected);
  });
});
