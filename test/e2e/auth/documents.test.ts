/** What ToolHive's operator wrote for a proxy that asks for service account tokens, as it is and against an API server. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RunConfig } from '../../../contract/run-config';
import { secretEnvName } from '../../../contract/secret-id';
import { CA_FILE, readCredentials } from '../../support/certificates';
import { expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import type { HttpMessage } from '../../support/http-message';
import { createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey, sendJson, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';

const DOCUMENT = readFileSync(
  join(import.meta.dirname, '../../lib/kubernetes/operator/mixed-headers-run-config.json'),
  'utf8',
);
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
const POD_TOKEN = 'token-of-the-pod';
const ENV = { [secretEnvName('HEADER_FORWARD_X_API_KEY_MIXED_HEADERS_PROXY')]: 'key-6f1d2c' };

/** Starts with the document, leading to the remote of the rig. */
async function start(document: string): Promise<Rig> {
  const { remote_url: _remote, ...config } = JSON.parse(document) as RunConfig;
  const rig = await createRig({ config, env: ENV });
  onTestFinished(() => rig.close());
  return rig;
}

async function call(rig: Rig, token?: string): Promise<HttpMessage> {
  const field = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  return (await rig.send(POST.replace('\r\n', `\r\n${field}`))).answer();
}

function signAsServiceAccount(issuer: TestIssuer, key: SigningKey): Promise<string> {
  const claims = { iss: AUDIENCE, aud: [AUDIENCE], sub: 'system:serviceaccount:default:client' };
  return issuer.sign(key, claims, { typ: undefined });
}

it('is started with unchanged, wherever the API server is', async () => {
  const rig = await start(DOCUMENT);
  expectRpcError(await call(rig), 401, 'ERR_AUTH_TOKEN_MISSING');
  const key = await createSigningKey('key');
  const issuer = await startTestIssuer([key]);
  onTestFinished(() => issuer.close());
  const answer = await call(rig, await signAsServiceAccount(issuer, key));
  expectRpcError(answer, 503, 'ERR_AUTH_UNAVAILABLE');
  expect(valuesOf(answer, 'retry-after')).toEqual(['2']);
  expect(valuesOf(answer, 'www-authenticate')).toEqual([]);
  expect(rig.upstream.connections).toHaveLength(0);
  expect(rig.proxy.log).not.toContainEqual(
    expect.objectContaining({ msg: 'RunConfig fields without effect here' }),
  );
});

it('lets service accounts in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'service-account-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, POD_TOKEN);
  const key = await createSigningKey('key', 'RS256');
  const api = await startTestIssuer([key], readCredentials('good'));
  onTestFinished(() => api.close());
  api.behave((request, response) => {
    if (request.headers.authorization !== `Bearer ${POD_TOKEN}`) return void response.writeHead(401).end();
    if (request.url === '/keys') return sendJson(response, api.published);
    sendJson(response, { issuer: api.url, jwks_uri: `${api.url}/keys` });
  });
  const rig = await start(
    DOCUMENT.replaceAll(`"Issuer": "${AUDIENCE}"`, `"Issuer": "${api.url}"`)
      .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount/ca.crt', CA_FILE)
      .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount/token', tokenFile),
  );
  expectRpcError(await call(rig), 401, 'ERR_AUTH_TOKEN_MISSING');
  const token = await api.sign(key, { aud: [AUDIENCE], sub: 'system:serviceaccount:default:client' });
  expect(statusOf(await call(rig, token))).toBe(200);
  const [request] = rig.upstream.requests;
  expect(valuesOf(request as HttpMessage, 'x-api-key')).toEqual(['key-6f1d2c']);
  expect(valuesOf(request as HttpMessage, 'authorization')).toEqual([]);
  expect(rig.proxy.output).not.toContain(POD_TOKEN);
});
