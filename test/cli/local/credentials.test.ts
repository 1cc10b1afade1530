/**
 * What the remote is shown, all the way: typed props -> synth -> the RunConfig and env of the manifests -> the process, as
 * `local` starts it -> a certified OpenID provider -> the remote.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { McpRemoteProxyProps } from 'cdk8s-mcp-remote-proxy';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startLocalProxy } from '../../../examples/demo/local-proxy';
import type { LocalProxy } from '../../../examples/demo/local-proxy';
import { startRecordingServer } from '../../../examples/demo/recording-server';
import type { RecordingServer } from '../../../examples/demo/recording-server';
import { SERVICE, startOidcProvider } from '../../support/oidc-provider';
import type { OidcProvider } from '../../support/oidc-provider';
import { PROGRAM } from '../../support/run-command';
import { saveManifests } from './fixtures';

const SELF = 'https://proxy.example.com/mcp';
const REMOTE = 'https://remote.example.com/mcp';
const STATIC_TOKEN = 'a-static-token';

let directory: string;
let provider: OidcProvider;
let remote: RecordingServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  provider = await startOidcProvider();
  remote = await startRecordingServer();
});

afterAll(async () => {
  remote.close();
  await provider.close();
  rmSync(directory, { recursive: true });
});

/** What the cluster has beside. */
function buildSecrets(): object[] {
  const secret = (name: string, stringData: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'toolhive' },
    stringData,
  });
  return [secret('client', { 'client-secret': SERVICE.secret }), secret('static', { token: STATIC_TOKEN })];
}

async function start(name: string, props: Partial<McpRemoteProxyProps>): Promise<LocalProxy> {
  const chart = new Chart(new App(), 'mcp', { namespace: 'toolhive' });
  new McpRemoteProxy(chart, name, { remoteUrl: remote.url, ...props });
  const manifests = Testing.synth(chart) as object[];
  expect(JSON.stringify(manifests)).not.toContain(SERVICE.secret);
  const proxy = await startLocalProxy(PROGRAM, [
    ...[
      '-f',
      saveManifests(directory, `${name}.yaml`, manifests),
      '--secrets',
      saveManifests(directory, 'secrets.yaml', buildSecrets()),
    ],
    ...['--port', '0'],
  ]);
  onTestFinished(async () => {
    await proxy.stop();
  });
  return proxy;
}

interface Shown {
  readonly status: number;
  /** Values of the header in every request that reached the remote. */
  readonly values: readonly string[];
}

/** Calls with the caller's token, and looks at what became of it. */
async function call(proxy: LocalProxy, token: string | undefined, header = 'authorization'): Promise<Shown> {
  const before = remote.requests.length;
  const response = await fetch(proxy.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
  });
  await response.arrayBuffer();
  const fields = remote.requests.slice(before).flat();
  expect(fields.join('\n')).not.toContain(token ?? 'no token');
  return {
    status: response.status,
    values: fields.filter((_, index) => index % 2 === 1 && fields[index - 1]?.toLowerCase() === header),
  };
}

const guarded = (): Partial<McpRemoteProxyProps> => ({
  oidcConfig: {
    type: 'inline',
    inline: { issuer: provider.issuer, audience: SELF, insecureAllowHTTP: true, jwksAllowPrivateIP: true },
  },
});

const client = (): NonNullable<McpRemoteProxyProps['clientCredentials']> => ({
  tokenUrl: provider.tokenUrl,
  clientId: SERVICE.id,
  clientSecretRef: { name: 'client', key: 'client-secret' },
  audience: REMOTE,
  scopes: ['mcp:read'],
});

it.each([
  ['in Authorization', undefined, 'authorization'],
  ['in a header of its own', 'X-Upstream-Token', 'x-upstream-token'],
])('a token in exchange for the caller’s, %s', async (_where, externalTokenHeaderName, header) => {
  const tokenExchange = { ...client(), ...(externalTokenHeaderName && { externalTokenHeaderName }) };
  const proxy = await start('exchange', { ...guarded(), tokenExchange });
  expect(await call(proxy, undefined, header)).toEqual({ status: 401, values: [] });
  const { values } = await call(proxy, await provider.requestToken(SELF), header);
  expect(values).toHaveLength(1);
  const [, token = ''] = values[0]?.split('Bearer ') ?? [];
  expect(decodeJwt(token)).toMatchObject({ iss: provider.issuer, aud: REMOTE, sub: SERVICE.id });
});

it('a token of the proxy’s own', async () => {
  const proxy = await start('own', { oidcConfig: { type: 'none' }, clientCredentials: client() });
  const { values } = await call(proxy, 'of-the-caller');
  expect(values).toHaveLength(1);
  const [, token = ''] = values[0]?.split('Bearer ') ?? [];
  expect(token).not.toBe('');
  expect(provider.tokenRequests.at(-1)?.get('grant_type')).toBe('client_credentials');
  expect(provider.tokenRequests.at(-1)?.get('audience')).toBe(REMOTE);
});

it('a bearer token in a Secret', async () => {
  const proxy = await start('static', {
    ...guarded(),
    bearerTokenRef: { name: 'static', key: 'token' },
  });
  expect(await call(proxy, undefined)).toEqual({ status: 401, values: [] });
  const { values } = await call(proxy, await provider.requestToken(SELF));
  expect(values).toEqual([`Bearer ${STATIC_TOKEN}`]);
});
