/** A remote whose certificate only an extra authority vouches for: definition -> manifests -> `local` -> TLS. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { McpRemoteProxyProps } from 'cdk8s-mcp-remote-proxy';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startLocalProxy } from '../../../examples/demo/local-proxy';
import { PROGRAM, runCommand } from '../../support/run-command';
import { saveManifests } from './fixtures';

const read = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../../faults/certs', file), 'utf8');

let directory: string;
let remote: Server;
let received = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  remote = createServer({ cert: read('good.pem'), key: read('good.key.pem') }, (_request, response) => {
    received += 1;
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await once(remote.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  remote.close();
  rmSync(directory, { recursive: true });
});

/** Options of `local` for a proxy that trusts this authority, in a ConfigMap of its own file. */
function optionsFor(pem: string | undefined, props: Partial<McpRemoteProxyProps> = {}): string[] {
  const chart = new Chart(new App(), 'mcp', { namespace: 'toolhive' });
  new McpRemoteProxy(chart, 'behind-tls', {
    remoteUrl: `https://127.0.0.1:${(remote.address() as AddressInfo).port}/mcp`,
    remoteCaBundleRef: { name: 'internal-ca' },
    ...props,
  });
  const manifests = saveManifests(directory, 'dist.yaml', Testing.synth(chart) as object[]);
  const metadata = { name: 'internal-ca', namespace: 'toolhive' };
  const certificates = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': pem } };
  return [
    '-f',
    manifests,
    ...(pem === undefined ? [] : [saveManifests(directory, 'ca.yaml', [certificates])]),
    '--port',
    '0',
  ];
}

async function call(pem: string) {
  const before = received;
  const proxy = await startLocalProxy(PROGRAM, optionsFor(pem));
  onTestFinished(async () => {
    await proxy.stop();
  });
  const { status } = await fetch(proxy.url, { method: 'POST', body: '{}' });
  return { status, received: received - before };
}

it('is reached with the authority of the ConfigMap', async () => {
  expect(await call(read('ca.pem'))).toEqual({ status: 200, received: 1 });
});

it('is not with another one', async () => {
  expect(await call(read('self-signed.pem'))).toEqual({ status: 502, received: 0 });
});

describe('the proxy does not start', () => {
  async function refuse(pem: string | undefined, props?: Partial<McpRemoteProxyProps>) {
    const { code, stderr } = await runCommand(['local', ...optionsFor(pem, props)]);
    return { code, stderr, codes: stderr.match(/ERR_\w+/g) };
  }

  it('without the ConfigMap', async () => {
    const { stderr, ...refusal } = await refuse(undefined);
    expect(refusal).toEqual({ code: 1, codes: ['ERR_LOCAL_OBJECT_NOT_FOUND'] });
    expect(stderr).toContain(
      'MountVolume.SetUp failed for volume "ca-bundle-internal-ca" : configmap "internal-ca" not found',
    );
  });

  it('without a certificate in it, as in the cluster', async () => {
    expect(await refuse('none')).toMatchObject({ code: 1, codes: ['ERR_REMOTE_CA_UNREADABLE'] });
  });
});
