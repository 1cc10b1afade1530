/** The official clients are given a URL. A 401, some documents, a user who agrees, and a tool is called. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRecordingServer } from '../../../examples/demo/recording-server';
import type { RecordingServer } from '../../../examples/demo/recording-server';
import { startOidcProvider } from '../../support/oidc-provider';
import type { OidcProvider } from '../../support/oidc-provider';
import { startProxyProcess } from '../../support/proxy-process';
import type { ProxyProcess } from '../../support/proxy-process';
import { toOidc } from '../../support/to-oidc';
import { agreeInBrowser, MemoryOAuthProvider } from './oauth-client';

let remote: RecordingServer;
let provider: OidcProvider;
let proxy: ProxyProcess;
let url: URL;

beforeAll(async () => {
  remote = await startRecordingServer();
  provider = await startOidcProvider();
  const port = await findFreePort();
  url = new URL(`http://127.0.0.1:${port}/mcp`);
  const oidc_config = toOidc(provider.issuer, {
    Audience: url.href,
    ResourceURL: url.href,
    Scopes: ['openid'],
  });
  proxy = await startProxyProcess(remote.url, { oidc_config, required_scopes: ['mcp:read'] }, {}, { port });
});

afterAll(async () => {
  await proxy.stop();
  await provider.close();
  remote.close();
});

/** The resource has to be known before the proxy listens. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What both clients have in common: one connection, with its transport. */
interface Attempt {
  connect(): Promise<void>;
  finishAuth(code: string, iss?: string): Promise<void>;
  callTool(call: { name: string }): Promise<object>;
  close(): Promise<void>;
}

async function authorizeAndCall(begin: (authProvider: MemoryOAuthProvider) => Attempt): Promise<unknown> {
  const authProvider = new MemoryOAuthProvider();
  const first = begin(authProvider);
  await expect(first.connect()).rejects.toThrow(/unauthorized/i);
  const { searchParams: callback } = await agreeInBrowser(authProvider.authorizationUrl as URL);
  await first.finishAuth(callback.get('code') ?? '', callback.get('iss') ?? undefined);
  const second = begin(authProvider);
  await second.connect();
  try {
    return await second.callTool({ name: 'greet' });
  } finally {
    await second.close();
  }
}

const HELLO = { content: [{ type: 'text', text: 'hello from the remote' }] };
const INFO = { name: 'e2e', version: '1.0.0' };

it.each<[string, (authProvider: MemoryOAuthProvider) => Attempt]>([
  [
    'current',
    (authProvider) => {
      const client = new Client(INFO, { versionNegotiation: { mode: 'auto' } });
      const transport = new StreamableHTTPClientTransport(url, { authProvider });
      return {
        connect: () => client.connect(transport),
        finishAuth: (code, iss) => transport.finishAuth(code, iss),
        callTool: (call) => client.callTool(call),
        close: () => client.close(),
      };
    },
  ],
  [
    'former',
    (authProvider) => {
      const client = new ClientV1(INFO);
      const transport = new TransportV1(url, { authProvider });
      return {
        connect: () => client.connect(transport),
        finishAuth: (code) => transport.finishAuth(code),
        callTool: (call) => client.callTool(call),
        close: () => client.close(),
      };
    },
  ],
])('the %s client authorizes and calls a tool', async (_which, begin) => {
  const before = remote.requests.length;
  expect(await authorizeAndCall(begin)).toMatchObject(HELLO);
  expectNoCredentials(before);
});

function expectNoCredentials(before: number): void {
  const requests = remote.requests.slice(before);
  expect(requests.length).toBeGreaterThanOrEqual(1);
  for (const raw of requests) {
    expect(raw.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())).not.toContain(
      'authorization',
    );
  }
}
