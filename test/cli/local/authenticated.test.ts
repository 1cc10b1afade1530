/** Callers that need a token, as they would in the cluster: definition -> manifests -> `local` -> issuer over TLS. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLocalProxy } from '../../../examples/demo/local-proxy';
import type { LocalProxy } from '../../../examples/demo/local-proxy';
import { startRecordingServer } from '../../../examples/demo/recording-server';
import type { RecordingServer } from '../../../examples/demo/recording-server';
import { CA_FILE, readCredentials } from '../../support/certificates';
import { PROGRAM } from '../../support/run-command';
import { AUDIENCE, createSigningKey, INTROSPECTION_PATH, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { saveManifests } from './fixtures';

const SECRET = 'client-secret-of-a-test';

let directory: string;
let key: SigningKey;
let issuer: TestIssuer;
let remote: RecordingServer;
let proxy: LocalProxy;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  key = await createSigningKey('key');
  issuer = await startTestIssuer([key], readCredentials('good'));
  remote = await startRecordingServer();
  proxy = await startLocalProxy(PROGRAM, [
    ...[
      '-f',
      saveManifests(directory, 'dist.yaml', synthesize()),
      '--secrets',
      saveManifests(directory, 'world.yaml', buildWorld()),
    ],
    ...['--port', '0'],
  ]);
});

afterAll(async () => {
  await proxy.stop();
  remote.close();
  await issuer.close();
  rmSync(directory, { recursive: true });
});

function synthesize(): object[] {
  const chart = new Chart(new App(), 'mcp', { namespace: 'toolhive' });
  new McpRemoteProxy(chart, 'guarded', {
    remoteUrl: remote.url,
    oidcConfig: {
      type: 'inline',
      inline: {
        issuer: issuer.url,
        audience: AUDIENCE,
        introspectionUrl: issuer.url + INTROSPECTION_PATH,
        clientId: 'guarded',
        clientSecretRef: { name: 'oidc-client', key: 'client-secret' },
        caBundleRef: { configMapRef: { name: 'internal-ca', key: 'ca.crt' } },
        jwksAllowPrivateIP: true,
      },
    },
  });
  return Testing.synth(chart) as object[];
}

/** What the cluster has beside. */
function buildWorld(): object[] {
  const metadata = (name: string) => ({ name, namespace: 'toolhive' });
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('internal-ca'),
      data: { 'ca.crt': readFileSync(CA_FILE, 'utf8') },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('oidc-client'),
      stringData: { 'client-secret': `${SECRET}\n` },
    },
  ];
}

async function call(headers: Record<string, string>): Promise<number> {
  const response = await fetch(proxy.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
  });
  await response.arrayBuffer();
  return response.status;
}

it('lets nobody in without a token', async () => {
  expect(await call({})).toBe(401);
  expect(remote.requests).toHaveLength(0);
});

it('lets in whoever has one', async () => {
  expect(await call({ authorization: `Bearer ${await issuer.sign(key)}` })).not.toBe(401);
  expect(remote.requests).toHaveLength(1);
});

it('shows the issuer the client secret of the Secret', async () => {
  issuer.introspect = () => ({ active: false });
  expect(await call({ authorization: 'Bearer opaque' })).toBe(401);
  const credentials = issuer.requests.at(-1)?.authorization?.replace('Basic ', '') ?? '';
  expect(Buffer.from(credentials, 'base64').toString()).toBe(`guarded:${SECRET}`);
});
