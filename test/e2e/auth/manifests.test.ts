/** Manifests for the operator, synthesized as our objects: their RunConfig starts a proxy that lets in who belongs. */
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { expect, it, onTestFinished } from 'vitest';
import type { RunConfig } from '../../../contract/run-config';
import { McpRemoteProxy } from '../../../lib/index';
import { deploymentSpecOf, runConfigTextOf } from '../../lib/support';
import { mountToken, POD_TOKEN, startApiServer } from '../../support/api-server';
import { CA_FILE } from '../../support/certificates';
import { expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import type { HttpMessage } from '../../support/http-message';
import { createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey } from '../../support/test-issuer';
import type { TestIssuer } from '../../support/test-issuer';

const MANIFESTS = join(import.meta.dirname, '../../lib/custom-resource/manifests');
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

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
