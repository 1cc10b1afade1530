/** The manifests that custom resources were shown with run on this machine, both at once, with an issuer of its own. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRecordingServer } from '../../../examples/demo/recording-server';
import type { RecordingServer } from '../../../examples/demo/recording-server';
import { manifestPath } from '../../lib/custom-resource/support';
import { isFree } from '../../support/free-port';
import { startOidcProvider } from '../../support/oidc-provider';
import type { OidcProvider } from '../../support/oidc-provider';
import { createSigningKey, KEYS_PATH, startTestIssuer } from '../../support/test-issuer';
import { startLocal } from './support';
import type { LocalProxies } from './support';

const PROXIES = dirname(manifestPath('mixed-headers-proxy.yaml'));
const CLUSTER = 'https://kubernetes.default.svc.cluster.local';
const [MIXED, SECRET] = ['mixed-headers-proxy', 'secret-headers-proxy'];

let directory: string;
let secrets: string;
let provider: OidcProvider;
let remotes: Record<string, RecordingServer>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  secrets = join(directory, 'secrets.json');
  const secret = (name: string, stringData: object) => ({ kind: 'Secret', metadata: { name }, stringData });
  const items = [
    secret('api-key-secret', { 'api-key': 'hunter2' }),
    secret('auth-token-secret', { token: 'Bearer hunter3' }),
  ];
  writeFileSync(secrets, JSON.stringify({ kind: 'List', items }));
  provider = await startOidcProvider();
  remotes = { [MIXED]: await startRecordingServer(), [SECRET]: await startRecordingServer() };
});
afterAll(async () => {
  await provider.close();
  for (const remote of Object.values(remotes)) remote.close();
  rmSync(directory, { recursive: true });
});

function toRemotes(): string[] {
  return ['--remote-url', ...Object.entries(remotes).map(([name, { url }]) => `${name}=${url}`)];
}

function start(...options: string[]): Promise<LocalProxies> {
  return startLocal(['-f', PROXIES, '--secrets', secrets, ...toRemotes(), ...options], { TMPDIR: directory });
}

async function call(url: string | undefined, token?: string): Promise<number> {
  const response = await fetch(url ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
  });
  await response.arrayBuffer();
  return response.status;
}

function fieldsOf(name: string): Record<string, string> {
  const list = remotes[name]?.requests.at(-1) ?? [];
  const fields = list.flatMap((field, index) => (index % 2 ? [] : [[field.toLowerCase(), list[index + 1]]]));
  return Object.fromEntries(fields) as Record<string, string>;
}

describe('both', () => {
  let local: LocalProxies;
  beforeAll(async () => {
    local = await start('--issuer', provider.issuer, '--port', '0');
  });
  beforeEach(() => Object.values(remotes).forEach(({ requests }) => (requests as unknown[]).splice(0)));

  it('are in one table of URLs', () => {
    expect([...local.urls.keys()].sort()).toEqual([MIXED, SECRET]);
    expect(local.stderr()).toMatch(/^PROXY +URL +REMOTE$/m);
    expect(new Set(local.urls.values()).size).toBe(2);
  });

  it.each([MIXED, SECRET])('let nobody into %s without a token', async (name) => {
    expect(await call(local.urls.get(name))).toBe(401);
    expect(remotes[name]?.requests).toHaveLength(0);
  });

  it('let in a token of the provider, and send the headers', async () => {
    const token = await provider.requestToken(CLUSTER);
    await call(local.urls.get(MIXED), token);
    expect(fieldsOf(MIXED)).toMatchObject({
      'x-tenant-id': 'tenant-456',
      'x-request-source': 'toolhive-proxy',
      'x-api-key': 'hunter2',
    });
    expect(fieldsOf(MIXED)).not.toHaveProperty('authorization');
    await call(local.urls.get(SECRET), token);
    expect(fieldsOf(SECRET)).toMatchObject({ 'x-api-key': 'hunter2', authorization: 'Bearer hunter3' });
  });

  it('have logs told apart by name, and no secret in them', () => {
    for (const name of [MIXED, SECRET])
      expect(local.stdout()).toMatch(new RegExp(`^${name} +\\| \\{.*"listening"`, 'm'));
    expect(local.stdout() + local.stderr()).not.toMatch(/hunter[23]/);
  });

  it('end with one signal, and leave nothing behind', async () => {
    expect(await local.stop('SIGTERM')).toBe(0);
    expect(local.stdout().match(/"stopped"/g)).toHaveLength(2);
    expect(readdirSync(directory)).toEqual(['secrets.json']);
  });
});

it.each(['SIGQUIT', 'SIGKILL'] as const)('%s of the one who started them ends both', async (signal) => {
  const local = await start('--issuer', provider.issuer, '--port', '0');
  await local.stop(signal);
  for (const url of local.urls.values()) {
    await vi.waitFor(
      () => expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } }),
      5000,
    );
  }
});

it('lets in tokens of service accounts where somebody fetches the keys of the cluster', async () => {
  const key = await createSigningKey('cluster', 'RS256');
  const kubectlProxy = await startTestIssuer([key]);
  const local = await start('--jwks-url', kubectlProxy.url + KEYS_PATH, '--port', '0');
  const token = (aud: string) => kubectlProxy.sign(key, { iss: CLUSTER, aud });
  expect(await call(local.urls.get(MIXED), await token('another'))).toBe(401);
  expect(await call(local.urls.get(MIXED), await token(CLUSTER))).not.toBe(401);
  expect(kubectlProxy.requests.length).toBeGreaterThan(0);
  expect(kubectlProxy.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  await local.stop();
  await kubectlProxy.close();
});

/** Takes a port whose next one, which is the next proxy's, is free. */
async function occupyPort(): Promise<{ occupied: Server; port: number }> {
  const occupied = createServer();
  await once(occupied.listen(0, '127.0.0.1'), 'listening');
  const { port } = occupied.address() as AddressInfo;
  if (await isFree(port + 1)) return { occupied, port };
  occupied.close();
  return occupyPort();
}

it('tells which does not start, and runs the other', async () => {
  const { occupied, port } = await occupyPort();
  const local = await start('--issuer', provider.issuer, '--port', String(port));
  expect(local.urls.get(MIXED)).toBe('did not start');
  expect(local.stderr()).toMatch(new RegExp(`^${MIXED} +\\| +ERR_LISTEN`, 'm'));
  expect(await call(local.urls.get(SECRET))).toBe(401);
  expect(await local.stop()).toBe(1);
  occupied.close();
});

it('reads standard input, and one proxy of it', async () => {
  const yaml = `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPRemoteProxy
metadata: { name: search }
spec: { remoteUrl: 'https://mcp.example.com/mcp' }
`;
  const local = await startLocal(['-f', '-', '--port', '0'], {}, yaml);
  expect([...local.urls.keys()]).toEqual(['search']);
  expect(JSON.parse(local.stdout().split('\n')[0] ?? '')).toMatchObject({ msg: 'listening', name: 'search' });
  expect(await local.stop()).toBe(0);
});
