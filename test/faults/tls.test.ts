/** The remote cannot prove who it is. Certificates are verified without exception; no header is sent before that. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RunConfig } from '../../contract/run-config';
import { statusOf } from '../support/http-message';
import { expectRpcError } from '../support/expect-error';
import { startProxyProcess } from '../support/proxy-process';
import type { ProxyProcess } from '../support/proxy-process';
import { connectRaw } from '../support/raw-client';
import type { RawClient } from '../support/raw-client';
import { OK_ANSWER, RawUpstream } from '../support/raw-upstream';
import { POST } from '../support/rig';

// Made by certs/make.sh: good, expired and wrong-name are signed by ca, self-signed is not.
const read = (file: string): string => readFileSync(join(import.meta.dirname, 'certs', file), 'utf8');
const CA_FILE = join(import.meta.dirname, 'certs/ca.pem');

interface TlsUpstream {
  readonly port: number;
  /** Everything received under TLS. */
  readonly received: () => string;
}

async function listenTls(certificate: string): Promise<TlsUpstream> {
  let received = '';
  const credentials = { cert: read(`${certificate}.pem`), key: read(`${certificate}.key.pem`) };
  const server = createServer(credentials, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      socket.end(OK_ANSWER);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, received: () => received };
}

async function listenPlain(): Promise<RawUpstream> {
  const upstream = await new RawUpstream().listen();
  onTestFinished(() => upstream.close());
  return upstream;
}

async function startFor(
  port: number,
  config?: Partial<RunConfig>,
  env?: Readonly<Record<string, string>>,
): Promise<{ proxy: ProxyProcess; client: RawClient }> {
  const proxy = await startProxyProcess(`https://127.0.0.1:${port}/mcp`, config, env);
  onTestFinished(() => proxy.stop());
  const client = await connectRaw(proxy.port);
  onTestFinished(() => void client.socket.destroy());
  return { proxy, client };
}

it('reaches a remote whose certificate is good', async () => {
  const upstream = await listenTls('good');
  const { client } = await startFor(upstream.port, { remote_ca_file: CA_FILE });
  expect(statusOf(await client.send(POST).answer())).toBe(200);
  expect(upstream.received()).toContain('X-API-Key: ');
});

it.each([
  ['expired', 'CERT_HAS_EXPIRED'],
  ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('refuses a certificate that is %s, and sends nothing', async (certificate, cause) => {
  const upstream = await listenTls(certificate);
  const { proxy, client } = await startFor(upstream.port, { remote_ca_file: CA_FILE });
  expectRpcError(await client.send(POST).answer(1), 502, 'ERR_UPSTREAM_TLS');
  expectRpcError(await client.send(POST).answer(2), 502, 'ERR_UPSTREAM_TLS');
  await proxy.logs({ code: 'ERR_UPSTREAM_TLS', cause, msg: 'request failed' });
  expect(upstream.received()).toBe('');
});

it('cannot be told by the environment to verify nothing', async () => {
  const upstream = await listenTls('self-signed');
  const { client } = await startFor(upstream.port, {}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expectRpcError(await client.send(POST).answer(), 502, 'ERR_UPSTREAM_TLS');
  expect(upstream.received()).toBe('');
});

it('reports a remote that speaks no TLS at all', async () => {
  const plain = await listenPlain();
  plain.onAccept((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const { client } = await startFor(plain.port);
  expectRpcError(await client.send(POST).answer(), 502, 'ERR_UPSTREAM_TLS');
});

it('gives up a remote that never finishes the handshake', async () => {
  const silent = await listenPlain();
  const { client } = await startFor(silent.port, { limits: { connect_timeout_ms: 1000 } });
  expectRpcError(await client.send(POST).answer(), 504, 'ERR_UPSTREAM_CONNECT_TIMEOUT');
});
