/** What ToolHive's operator wrote for a proxy that asks for service account tokens, as it is and against an API server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RunConfig } from '../../../contract/run-config';
import { secretEnvName } from '../../../contract/secret-id';
import { mountToken, POD_TOKEN, startApiServer } from '../../support/api-server';
import { CA_FILE } from '../../support/certificates';
import { expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import type { HttpMessage } from '../../support/http-message';
import { createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';

const DOCUMENT = readFileSync(
  join(import.meta.dirname, '../../lib/kubernetes/operator/mixed-headers-run-config.json'),
  'utf8',
);
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
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
  const key = await createSigningKey('key', 'RS256');
  const api = await startApiServer(key);
  const rig = await start(
    DOCUMENT.replaceAll(`"Issuer": "${AUDIENCE}"`, `"Issuer": "${api.url}"`)
      .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount/ca.crt', CA_FILE)
      .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount/token', mountToken()),
  );
  expectRpcError(await call(rig), 401, 'ERR_AUTH_TOKEN_MISSING');
  const token = await api.sign(key, { aud: [AUDIENCE], sub: 'system:serviceaccount:default:client' });
  expect(statusOf(await call(rig, token))).toBe(200);
  const [request] = rig.upstream.requests;
  expect(valuesOf(request as HttpMessage, 'x-api-key')).toEqual(['key-6f1d2c']);
  expect(valuesOf(request as HttpMessage, 'authorization')).toEqual([]);
  expect(rig.proxy.output).not.toContain(POD_TOKEN);
});
