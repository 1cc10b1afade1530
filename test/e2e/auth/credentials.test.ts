/**
 * What the remote is shown: a token got in exchange for the caller's, or one of the proxy's own, from a certified OpenID
 * provider. Nobody's token is handed on, nobody gets another's, and without a credential nothing is sent.
 */
import { decodeJwt } from 'jose';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeAll, afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RunConfig } from '../../../contract/run-config';
import { expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import type { HttpMessage } from '../../support/http-message';
import { SERVICE, startOidcProvider, TOKEN_EXCHANGE } from '../../support/oidc-provider';
import type { OidcProvider } from '../../support/oidc-provider';
import { OK_ANSWER } from '../../support/raw-upstream';
import type { UpstreamConnection } from '../../support/raw-upstream';
import { createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey, sendJson, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';

const REMOTE = 'https://remote.example.com/mcp';
const SECRET_ENV = {
  TOOLHIVE_TOKEN_EXCHANGE_CLIENT_SECRET: SERVICE.secret,
  TOOLHIVE_CLIENT_CREDENTIALS_CLIENT_SECRET: SERVICE.secret,
};
const UNAUTHORIZED = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n';

let provider: OidcProvider;
let key: SigningKey;
let issuer: TestIssuer;
let rig: Rig;
beforeAll(async () => {
  provider = await startOidcProvider();
  key = await createSigningKey('key');
  issuer = await startTestIssuer([key]);
});
afterAll(async () => {
  await provider.close();
  await issuer.close();
});
afterEach(async () => {
  for (const secret of [SERVICE.secret, ...shownToRemote()]) expect(rig.proxy.output).not.toContain(secret);
  await rig.close();
});

async function start(config: Partial<RunConfig>): Promise<void> {
  rig = await createRig({ config, env: SECRET_ENV });
}

/** Tokens the remote was shown, in order. */
function shownToRemote(name = 'authorization'): string[] {
  return rig.upstream.requests.flatMap((request) =>
    valuesOf(request, name).map((value) => value.replace(/^Bearer /, '')),
  );
}

async function call(token?: string): Promise<HttpMessage> {
  const fields = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  return (await rig.send(POST.replace('\r\n\r\n', `\r\n${fields}\r\n`))).answer();
}

/** A token endpoint that does as it is told; gives its URL. */
async function startTokenEndpoint(
  answer: (form: URLSearchParams, response: ServerResponse) => void,
): Promise<string> {
  const server = await startTestIssuer([]);
  onTestFinished(() => server.close());
  server.behave((_request, response) => answer(new URLSearchParams(server.requests.at(-1)?.body), response));
  return `${server.url}/token`;
}

/** Requests to the token endpoint since the test began. */
function countRequests(): () => number {
  const before = provider.tokenRequests.length;
  return () => provider.tokenRequests.length - before;
}

describe('token exchange', () => {
  const exchange = (more: object = {}): Partial<RunConfig> => ({
    oidc_config: toOidc(issuer.url),
    token_exchange_config: {
      token_url: provider.tokenUrl,
      client_id: SERVICE.id,
      client_secret: '',
      audience: REMOTE,
      scopes: ['mcp:read'],
      ...more,
    },
  });

  it('shows the remote a token for it, of the same subject, and not the caller’s', async () => {
    await start(exchange());
    const token = await issuer.sign(key, { sub: 'ada' });
    expect(statusOf(await call(token))).toBe(200);
    const [shown = ''] = shownToRemote();
    expect(decodeJwt(shown)).toMatchObject({ sub: 'ada', aud: REMOTE, scope: 'mcp:read' });
    expect(rig.upstream.received.toString()).not.toContain(token);
    const form = provider.tokenRequests.at(-1);
    expect(form?.get('grant_type')).toBe(TOKEN_EXCHANGE);
    expect(form?.get('subject_token_type')).toBe('urn:ietf:params:oauth:token-type:access_token');
  });

  it('asks once for each subject, however many calls come at a time, and mixes nobody up', async () => {
    await start(exchange());
    const tokens = await Promise.all(['ada', 'bob'].map((sub) => issuer.sign(key, { sub })));
    const requests = countRequests();
    await Promise.all(Array.from({ length: 20 }, (_, index) => call(tokens[index % 2])));
    expect(requests()).toBe(2);
    const subjects = shownToRemote().map((shown) => decodeJwt(shown).sub);
    expect(subjects.filter((sub) => sub === 'ada')).toHaveLength(10);
    expect(subjects.filter((sub) => sub === 'bob')).toHaveLength(10);
  });

  it('gives a caller with other scopes a token of its own', async () => {
    await start(exchange());
    const requests = countRequests();
    for (const scope of ['read', 'read write']) await call(await issuer.sign(key, { sub: 'ada', scope }));
    expect(requests()).toBe(2);
  });

  it('gives a caller who comes by way of another client a token of its own', async () => {
    await start(exchange());
    const requests = countRequests();
    for (const client_id of ['one', 'two', 'one'])
      await call(await issuer.sign(key, { sub: 'ada', client_id }));
    expect(requests()).toBe(2);
  });

  it('puts the token into a header of its own where the strategy says so', async () => {
    await start(exchange({ header_strategy: 'custom', external_token_header_name: 'X-Upstream-Token' }));
    await call(await issuer.sign(key, { sub: 'ada' }));
    expect(shownToRemote()).toEqual([]);
    expect(decodeJwt(shownToRemote('x-upstream-token')[0] ?? '').sub).toBe('ada');
  });

  it('drops a token the remote refuses, and tries once more with a new one', async () => {
    await start(exchange());
    const token = await issuer.sign(key, { sub: 'ada' });
    await call(token);
    const requests = countRequests();
    let refusals = 1;
    rig.upstream.behave(async (connection: UpstreamConnection) => {
      await connection.wholeRequest();
      connection.send(refusals-- > 0 ? UNAUTHORIZED : OK_ANSWER);
    });
    expect(statusOf(await call(token))).toBe(200);
    expect(requests()).toBe(1);
    const [, refused, renewed] = shownToRemote();
    expect(renewed).not.toBe(refused);
  });

  it('tries no more than once', async () => {
    await start(exchange());
    rig.upstream.behave(UNAUTHORIZED);
    const answer = await call(await issuer.sign(key, { sub: 'ada' }));
    expectRpcError(answer, 503, 'ERR_UPSTREAM_CREDENTIAL');
    expect(valuesOf(answer, 'retry-after')).toEqual(['5']);
    expect(rig.upstream.requests).toHaveLength(2);
  });

  it('asks the client to try again with a body that was not kept, and then shows a new token', async () => {
    await start(exchange());
    const token = await issuer.sign(key, { sub: 'ada' });
    let refusals = 1;
    rig.upstream.behave(async (connection: UpstreamConnection) => {
      await connection.wholeRequest();
      connection.send(refusals-- > 0 ? UNAUTHORIZED : OK_ANSWER);
    });
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: 'x'.repeat(100 * 1024) });
    const send = async (): Promise<HttpMessage> => {
      const fields = `Authorization: Bearer ${token}\r\nContent-Type: application/json`;
      const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${fields}\r\nContent-Length: ${body.length}\r\n\r\n`;
      return (await rig.send(head + body)).answer();
    };
    const refused = await send();
    expect([statusOf(refused), valuesOf(refused, 'retry-after')]).toEqual([503, ['5']]);
    expect(statusOf(await send())).toBe(200);
    const [first, second] = shownToRemote();
    expect(second).not.toBe(first);
  });

  it('hands nobody’s own token on, whatever the token endpoint gives back', async () => {
    const token_url = await startTokenEndpoint((form, response) => {
      sendJson(response, { access_token: form.get('subject_token'), token_type: 'Bearer', expires_in: 60 });
    });
    await start(exchange({ token_url }));
    expectRpcError(await call(await issuer.sign(key)), 503, 'ERR_CREDENTIAL_UNAVAILABLE');
    expect(rig.upstream.connections).toHaveLength(0);
  });
});

describe('a token endpoint that hangs', () => {
  const exchange = (token_url: string): Partial<RunConfig> => ({
    oidc_config: toOidc(issuer.url),
    token_exchange_config: { token_url, client_id: 'proxy' },
  });
  const issued = { access_token: 'issued', token_type: 'Bearer', expires_in: 600 };
  const sign = (sub: string): Promise<string> => issuer.sign(key, { sub });

  it('is waited for once by a subject, until it works again', async () => {
    let hangs = true;
    const token_url = await startTokenEndpoint((_form, response) => {
      if (!hangs) sendJson(response, issued);
    });
    await start(exchange(token_url));
    const token = await sign('ada');
    expectRpcError(await call(token), 503, 'ERR_CREDENTIAL_UNAVAILABLE');
    for (let again = 0; again < 5; again++) {
      const beganMs = performance.now();
      expectRpcError(await call(token), 503, 'ERR_CREDENTIAL_UNAVAILABLE');
      expect(performance.now() - beganMs).toBeLessThan(2_000);
    }
    hangs = false;
    await expect.poll(async () => statusOf(await call(token)), { timeout: 10_000, interval: 200 }).toBe(200);
  });

  it('for hundreds of subjects keeps no other one waiting', async () => {
    const token_url = await startTokenEndpoint((form, response) => {
      const { sub = '' } = decodeJwt(form.get('subject_token') ?? '');
      if (!sub.startsWith('hung')) sendJson(response, issued);
    });
    await start(exchange(token_url));
    const hung = await Promise.all(Array.from({ length: 400 }, (_, index) => sign(`hung-${index}`)));
    const waiting = Promise.all(hung.map(call));
    const beganMs = performance.now();
    expect(statusOf(await call(await sign('ada')))).toBe(200);
    expect(performance.now() - beganMs).toBeLessThan(3_000);
    expect(new Set((await waiting).map(statusOf))).toEqual(new Set([503]));
  });
});

describe('client credentials', () => {
  const own = (more: object = {}): Partial<RunConfig> => ({
    client_credentials_config: {
      token_url: provider.tokenUrl,
      client_id: SERVICE.id,
      scopes: ['mcp:read'],
      ...more,
    },
  });

  it('gets one token for everybody, and keeps it', async () => {
    await start(own());
    const requests = countRequests();
    const answers = await Promise.all(Array.from({ length: 10 }, () => call('of-the-caller')));
    expect(answers.map(statusOf)).toEqual(answers.map(() => 200));
    expect(requests()).toBe(1);
    expect(new Set(shownToRemote()).size).toBe(1);
    expect(rig.upstream.received.toString()).not.toContain('of-the-caller');
  });

  it.each([null, [], 'text', 1])('sends nothing when the server answers %j', async (answer) => {
    issuer.behave((_request, response) => sendJson(response, answer));
    onTestFinished(() => issuer.behave());
    await start(own({ token_url: `${issuer.url}/token` }));
    expectRpcError(await call('of-the-caller'), 503, 'ERR_CREDENTIAL_UNAVAILABLE');
    await rig.proxy.logs({ msg: 'request refused', code: 'ERR_CREDENTIAL_UNAVAILABLE', cause: 'NO_TOKEN' });
    expect(rig.upstream.connections).toHaveLength(0);
  });

  it('sends nothing when no token is to be had, and recovers by itself', async () => {
    await start(own({ token_url: 'http://127.0.0.1:1/token' }));
    expectRpcError(await call('of-the-caller'), 503, 'ERR_CREDENTIAL_UNAVAILABLE');
    expect(rig.upstream.connections).toHaveLength(0);
  });
});

it('a bearer token from a Secret goes into Authorization', async () => {
  rig = await createRig({
    config: { remote_auth_config: { bearer_token: 'remote-token,target=bearer_token' } },
    env: { 'TOOLHIVE_SECRET_remote-token': 'a-static-token' },
  });
  await call('of-the-caller');
  expect(shownToRemote()).toEqual(['a-static-token']);
});

describe('client headers', () => {
  const ask = async (): Promise<string[]> => {
    await (
      await rig.send(
        POST.replace('\r\n\r\n', '\r\nX-One: 1\r\nx_two: 2\r\nMcp-Session-Id: s\r\nUser-Agent: u\r\n\r\n'),
      )
    ).answer();
    const names = rig.upstream.requests[0]?.headers.map(([name]) => name.toLowerCase()) ?? [];
    return names
      .filter((name) => /^(?:x-one|x_two|mcp-session-id|user-agent|accept|content-type)$/.test(name))
      .sort();
  };

  it('those to drop are dropped, in any spelling', async () => {
    await start({ client_headers: { drop: ['X-Two', 'user-agent'] } });
    expect(await ask()).toEqual(['accept', 'content-type', 'mcp-session-id', 'x-one']);
  });

  it('the only ones to pass do, beside those of HTTP and MCP', async () => {
    await start({ client_headers: { pass: ['x-one'] } });
    expect(await ask()).toEqual(['accept', 'content-type', 'mcp-session-id', 'x-one']);
  });
});
