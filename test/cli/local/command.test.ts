import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { startLocalProxy } from '../../../examples/demo/local-proxy';
import { startRecordingServer } from '../../../examples/demo/recording-server';
import { PROGRAM } from '../../support/run-command';
import { deployment, secret, secretEnv } from './fixtures';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function write(name: string, ...objects: unknown[]): string {
  const file = join(directory, name);
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
  return file;
}

function local(...options: string[]) {
  return spawnSync(process.execPath, [PROGRAM, 'local', ...options], { encoding: 'utf8' });
}

const env = [
  { name: 'TOOLHIVE_SECRETS_PROVIDER', value: 'environment' },
  secretEnv('TOKEN'),
  { name: 'TOOLHIVE_SECRET_AUTHORIZATION', value: 'Bearer $(TOKEN)' },
];

function manifests(remoteUrl: string): string {
  const runConfig = {
    remote_url: remoteUrl,
    name: 'my-proxy',
    transport: 'streamable-http',
    host: '0.0.0.0',
    port: 8080,
    header_forward: { add_headers_from_secret: { Authorization: 'AUTHORIZATION' } },
  };
  const configMap = {
    kind: 'ConfigMap',
    metadata: { name: 'my-proxy-runconfig', namespace: 'toolhive' },
    data: { 'runconfig.json': JSON.stringify(runConfig) },
  };
  return write('dist.yaml', deployment({ container: { env } }), configMap);
}

it('starts the runtime from manifests, on this machine only, with the values of Secrets', async () => {
  const remote = await startRecordingServer();
  const secrets = write('secrets.yaml', secret({ stringData: { 'api-key': 'hunter2' } }));
  const proxy = await startLocalProxy(PROGRAM, [
    '-f',
    manifests(remote.url),
    '--secrets',
    secrets,
    '--port',
    '0',
  ]);
  expect(proxy.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  await fetch(proxy.url, { method: 'POST', body: '{}', headers: { Authorization: 'Bearer of the client' } });
  expect(await proxy.stop()).toBe(0);
  remote.close();

  const [headers = []] = remote.requests;
  const values = headers.filter((_value, index) => headers[index - 1]?.toLowerCase() === 'authorization');
  expect(values).toEqual(['Bearer hunter2']);
  expect(proxy.output()).not.toContain('hunter2');
});

describe('refuses to start', () => {
  it("with every missing Secret, in the kubelet's words", () => {
    const { status, stderr, stdout } = local('-f', manifests('https://mcp.example.com/mcp'));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('mcp-remote-proxy cannot run this locally: 1 problem');
    expect(stderr).toContain('secret "api-key-secret" not found');
    expect(stderr).toContain(
      'kubectl create secret generic api-key-secret --namespace=toolhive --from-literal=api-key=... --dry-run=client',
    );
  });

  it('with files that cannot be read, all of them', () => {
    const { status, stderr } = local('-f', join(directory, 'a.yaml'), '--secrets', join(directory, 'b.yaml'));
    expect(status).toBe(1);
    expect(stderr.match(/ERR_DOCUMENT_UNREADABLE/g)).toHaveLength(2);
  });

  it.each([
    ['without manifests', []],
    ['with a port that is none', ['-f', '.', '--port', '65536']],
    ['with an option there is not', ['-f', '.', '--secret', 'x']],
  ])('%s: the command line is wrong', (_what, options) => {
    expect(local(...options).status).toBe(2);
  });
});
