/** Manifests for the operator, synthesized as our objects: their RunConfig starts a proxy that lets in who belongs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { expect, it, onTestFinished } from 'vitest';
import type { RunConfig } from '../../../contract/run-config';
import { McpRemoteProxy } from '../../../lib/index';
import { deploymentSpecOf, runConfigTextOf } from '../../lib/support';
import { CA_FILE, readCredentials } from '../../support/certificates';
import { expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import type { HttpMessage } from '../../support/http-message';
import { createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey, sendJson, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';

const MANIFESTS = join(import.meta.dirname, '../../lib/custom-resource/manifests');
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';
const POD_TOKEN = 'token-of-the-pod';

function synthesize(name: string): Chart {
  const chart = new Chart(new App(), 'test', { namespace: 'default' });
  McpRemoteProxy.fromManifest(chart, name, { path: join(MANIFESTS, `${name}.yaml`) });
  return chart;
}

/** Each variable that a Secret gives its value, with a value of its own. */
function secretsOf(chart: Chart): Record<string, string> {
  const [container] = deploymentSpecOf(chart).template.spec.containers;
  const names = container.env.filter(({ valueFrom }) => valueFrom !== undefined).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, `value-of-${name}`]));
}

/** Discovery and keys for those who show the pod's token. */
async function startApiServer(key: SigningKey): Promise<TestIssuer> {
  const api = await startTestIssuer([key], readCredentials('good'));
  onTestFinished(() => api.close());
  api.behave((request, response) => {
    if (request.headers.authorization !== `Bearer ${POD_TOKEN}`) return void response.writeHead(401).end();
    if (request.url === '/keys') return sendJson(response, api.published);
    sendJson(response, { issuer: api.url, jwks_uri: `${api.url}/keys` });
  });
  return api;
}

function mountToken(): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-account-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'token'), POD_TOKEN);
  return join(folder, 'token');
}

/** The document as it is mounted, but for where the API server, its files and the remote are in this test. */
async function start(chart: Chart, api: TestIssuer): Promise<Rig> {
  const text = runConfigTextOf(chart)
    .replace(`"Issuer": "${AUDIENCE}"`, `"Issuer": "${api.url}"`)
    .replace(`${SERVICE_ACCOUNT_DIR}/ca.crt`, CA_FILE)
    .replace(`${SERVICE_ACCOUNT_DIR}/token`, mountToken());
  const { remote_url: _remote, ...config } = JSON.parse(text) as RunConfig;
  const rig = await createRig({ config, env: secretsOf(chart) });
  onTestFinished(() => rig.close());
  return rig;
}

async function call(rig: Rig, token?: string): Promise<HttpMessage> {
  const field = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  return (await rig.send(POST.replace('\r\n', `\r\n${field}`))).answer();
}

it.each([
  ['mixed-headers-proxy', []],
  ['secret-headers-proxy', ['value-of-TOOLHIVE_SECRET_HEADER_FORWARD_AUTHORIZATION_SECRET_HEADERS_PROXY']],
])('%s', async (name, authorization) => {
  const chart = synthesize(name);
  const key = await createSigningKey('key', 'RS256');
  const api = await startApiServer(key);
  const rig = await start(chart, api);
  const claims = { aud: [AUDIENCE], sub: 'system:serviceaccount:default:client' };
  const ofOthers = await api.sign(await createSigningKey('key', 'RS256'), claims);
  expectRpcError(await call(rig), 401, 'ERR_AUTH_TOKEN_MISSING');
  expectRpcError(await call(rig, ofOthers), 401, 'ERR_AUTH_TOKEN_INVALID');
  expectRpcError(await call(rig, await api.sign(key, { aud: 'other' })), 401, 'ERR_AUTH_TOKEN_INVALID');
  expect(rig.upstream.connections).toHaveLength(0);

  const token = await api.sign(key, claims);
  expect(statusOf(await call(rig, token))).toBe(200);
  const [request] = rig.upstream.requests;
  expect(valuesOf(request as HttpMessage, 'authorization')).toEqual(authorization);
  expect(valuesOf(request as HttpMessage, 'x-api-key')).toHaveLength(1);
  for (const secret of [POD_TOKEN, token, ...Object.values(secretsOf(chart))]) {
    expect(rig.proxy.output).not.toContain(secret);
  }
});
