/** The whole process, raw bytes on both sides: who gets in, what is answered, and what the remote sees of it. */
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectError, expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import type { HttpMessage } from '../../support/http-message';
import { SECRET_VALUE } from '../../support/proxy-process';
import { connectRaw } from '../../support/raw-client';
import { BODY, createRig } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';

const METADATA_URL = 'https://proxy.example.com/.well-known/oauth-protected-resource/mcp';

let key: SigningKey;
let issuer: TestIssuer;
let rig: Rig;
let token: string;

beforeAll(async () => {
  key = await createSigningKey('key');
  issuer = await startTestIssuer([key]);
  token = await issuer.sign(key, { scope: 'read' });
  rig = await createRig({
    config: {
      oidc_config: toOidc(issuer.url, { Scopes: ['openid'] }),
      required_scopes: ['read'],
      allowed_origins: ['https://app.example.com'],
    },
  });
});

afterEach(() => {
  expect(rig.proxy.output).not.toContain(token);
  expect(rig.proxy.output).not.toContain(SECRET_VALUE);
  rig.upstream.reset();
});

afterAll(async () => {
  await rig.close();
  await issuer.close();
});

/** A request with these fields; a body goes with POST. */
function render(method: string, path: string, fields: readonly string[]): string {
  const body = method === 'POST' ? BODY : '';
  return [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    'Accept: application/json, text/event-stream',
    ...(method === 'POST' ? ['Content-Type: application/json', `Content-Length: ${body.length}`] : []),
    ...fields,
    '',
    body,
  ].join('\r\n');
}

async function ask(method: string, path: string, ...fields: string[]): Promise<HttpMessage> {
  const client = await rig.send(render(method, path, fields));
  return client.answer();
}

const bearer = (text: string): string => `Authorization: Bearer ${text}`;

describe('a caller with a good token', () => {
  it.each(['POST', 'GET', 'DELETE'])('gets in with %s, and leaves the token at the door', async (method) => {
    const answer = await ask(
      method,
      '/mcp',
      bearer(token),
      'Cookie: session=1',
      'Proxy-Authorization: Basic eDp5',
      'X-Other: kept',
    );
    expect(statusOf(answer)).toBe(200);
    const [request] = rig.upstream.requests;
    expect(valuesOf(request as HttpMessage, 'x-other')).toEqual(['kept']);
    expect(valuesOf(request as HttpMessage, 'x-api-key')).toEqual([SECRET_VALUE]);
    for (const name of ['authorization', 'cookie', 'proxy-authorization']) {
      expect(valuesOf(request as HttpMessage, name)).toEqual([]);
    }
    expect(rig.upstream.received.includes(token)).toBe(false);
  });

  it.each(['Authorization_: Bearer', 'Cookie: a', 'cOOkie: b', 'Cookie2: c'])('sends %s', async (field) => {
    const answer = await ask('POST', '/mcp', bearer(token), `${field} ${token}`);
    expect(statusOf(answer)).toBe(200);
    const leaked = rig.upstream.received.includes(token);
    expect(leaked).toBe(!/^cookie:/i.test(field));
  });
});

it.each([
  ['access_token=TOKEN', ''],
  ['a=b&access_token=TOKEN&c=d', '?a=b&c=d'],
  ['ACCESS%5Ftoken=TOKEN&access_token[]=TOKEN', ''],
])('a token in the query (%s) goes no further', async (query, sent) => {
  const answer = await ask('POST', `/mcp?${query.replaceAll('TOKEN', token)}`, bearer(token));
  expect(statusOf(answer)).toBe(200);
  expect(rig.upstream.requests[0]?.startLine).toBe(`POST /mcp${sent} HTTP/1.1`);
});

it('a token in the query lets nobody in', async () => {
  expectRpcError(await ask('POST', `/mcp?access_token=${token}`), 401, 'ERR_AUTH_TOKEN_MISSING');
});

describe('a caller without one', () => {
  const cases: readonly [string, string[], number, string][] = [
    ['nothing', [], 401, 'ERR_AUTH_TOKEN_MISSING'],
    ['a password', ['Authorization: Basic dTpw'], 401, 'ERR_AUTH_TOKEN_MISSING'],
    ['nonsense', [bearer('nonsense')], 401, 'ERR_AUTH_TOKEN_INVALID'],
    ['two fields', [bearer('a'), bearer('a')], 400, 'ERR_AUTH_REQUEST'],
  ];

  it.each(cases)('is refused with %s, and opens no connection', async (_what, fields, status, code) => {
    expectRpcError(await ask('POST', '/mcp', ...fields), status, code);
    expectError(await ask('GET', '/mcp', ...fields), status, code);
    expectError(await ask('DELETE', '/mcp', ...fields), status, code);
    expect(rig.upstream.connections).toHaveLength(0);
  });

  it('is told where to get one', async () => {
    const answer = await ask('POST', '/mcp');
    expect(valuesOf(answer, 'www-authenticate')).toEqual([
      `Bearer realm="mcp", scope="openid read", resource_metadata="${METADATA_URL}"`,
    ]);
  });

  it('is told which scope is missing', async () => {
    const answer = await ask('POST', '/mcp', bearer(await issuer.sign(key, { scope: 'write' })));
    expectRpcError(answer, 403, 'ERR_AUTH_SCOPE');
    expect(valuesOf(answer, 'www-authenticate')[0]).toContain('error="insufficient_scope"');
  });

  it('can read all that in a page of an allowed origin', async () => {
    const answer = await ask('POST', '/mcp', 'Origin: https://app.example.com');
    expect(statusOf(answer)).toBe(401);
    expect(valuesOf(answer, 'access-control-allow-origin')).toEqual(['https://app.example.com']);
    expect(valuesOf(answer, 'access-control-expose-headers')[0]).toContain('WWW-Authenticate');
  });

  it('needs none for a preflight and a probe', async () => {
    const preflight = ['Origin: https://app.example.com', 'Access-Control-Request-Method: POST'];
    expect(statusOf(await ask('OPTIONS', '/mcp', ...preflight))).toBe(204);
    expect(statusOf(await ask('GET', '/health'))).toBe(200);
  });

  it('needs one for OPTIONS, whatever else it says', async () => {
    expectError(await ask('OPTIONS', '/mcp'), 401, 'ERR_AUTH_TOKEN_MISSING');
    expect(rig.upstream.connections).toHaveLength(0);
  });

  it('hears of other paths only that there is nothing', async () => {
    expectError(await ask('GET', '/admin'), 404, 'ERR_PROXY_NOT_FOUND');
    expectError(await ask('GET', '/.well-known/oauth-authorization-server'), 404, 'ERR_PROXY_NOT_FOUND');
  });

  it('is logged with the reason, and with nothing it sent', async () => {
    rig.proxy.forgetLog();
    await ask('POST', '/mcp', bearer(await issuer.sign(key, { aud: 'someone-else' })));
    await rig.proxy.logs({ msg: 'request refused', code: 'ERR_AUTH_TOKEN_INVALID', cause: 'AUDIENCE' });
    expect(rig.proxy.output).not.toContain('someone-else');
  });
});

describe('the metadata', () => {
  it.each(['', '/mcp'])('is there for everyone at ...%s', async (path) => {
    const answer = await ask(
      'GET',
      `/.well-known/oauth-protected-resource${path}`,
      'Origin: https://other.example.com',
    );
    expect(statusOf(answer)).toBe(200);
    expect(valuesOf(answer, 'access-control-allow-origin')).toEqual(['*']);
    expect(JSON.parse(answer.body.toString())).toEqual({
      resource: 'https://proxy.example.com/mcp',
      authorization_servers: [issuer.url],
      bearer_methods_supported: ['header'],
      scopes_supported: ['openid', 'read'],
    });
  });

  it('has a head', async () => {
    const client = await connectRaw(rig.proxy.port);
    client.send(render('HEAD', '/.well-known/oauth-protected-resource', []));
    const answer = await client.answerToHead();
    expect(statusOf(answer)).toBe(200);
    expect(Number(valuesOf(answer, 'content-length')[0])).toBeGreaterThan(50);
    client.socket.destroy();
  });

  it('answers preflights of any page', async () => {
    const answer = await ask(
      'OPTIONS',
      '/.well-known/oauth-protected-resource',
      'Origin: https://other.example.com',
      'Access-Control-Request-Method: GET',
      'Access-Control-Request-Headers: mcp-protocol-version',
    );
    expect(statusOf(answer)).toBe(204);
    expect(valuesOf(answer, 'access-control-allow-origin')).toEqual(['*']);
  });

  it('is not to be changed', async () => {
    expectRpcError(await ask('POST', '/.well-known/oauth-protected-resource'), 405, 'ERR_PROXY_METHOD');
  });

  it('never comes from the remote', () => expect(rig.upstream.connections).toHaveLength(0));
});

describe('a request that is refused', () => {
  it('with a token of one mebibyte is too large already', async () => {
    expectError(
      await ask('GET', '/mcp', bearer('a'.repeat(1024 * 1024))),
      431,
      'ERR_PROXY_HEADERS_TOO_LARGE',
    );
  });

  it('is not asked for its body', async () => {
    const fields = ['Content-Type: application/json', 'Content-Length: 1000000', 'Expect: 100-continue'];
    const client = await rig.send(`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${fields.join('\r\n')}\r\n\r\n`);
    expectError(await client.answer(), 401, 'ERR_AUTH_TOKEN_MISSING');
    expect(client.received.toString()).not.toContain('100 Continue');
  });
});

describe('an sse remote', () => {
  it('is not asked where messages go by a caller without a token', async () => {
    const sse = await createRig({
      remotePath: '/sse',
      config: { transport: 'sse', oidc_config: toOidc(issuer.url) },
    });
    onTestFinished(() => sse.close());
    for (const [method, path] of [
      ['GET', '/sse'],
      ['POST', '/messages?sessionId=1'],
      ['POST', '/sse'],
    ] as const) {
      const answer = await (await sse.send(render(method, path, []))).answer();
      expect(statusOf(answer)).toBe(401);
    }
    expect(sse.upstream.connections).toHaveLength(0);
  });
});

it('takes a 401 of the remote for its own trouble, not the caller’s', async () => {
  rig.upstream.behave(
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer resource_metadata="https://remote.example.com/"\r\nContent-Length: 0\r\n\r\n',
  );
  const answer = await ask('POST', '/mcp', bearer(token));
  expectRpcError(answer, 503, 'ERR_UPSTREAM_CREDENTIAL');
  expect(valuesOf(answer, 'retry-after')).toEqual(['5']);
});
