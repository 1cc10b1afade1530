/** `check -f`: what is wrong with the proxies of documents, without starting any. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { manifestPath } from '../../lib/custom-resource/support';
import { runUnread, runUnwritable } from '../../support/broken-output';
import { PROGRAM, runCommand } from '../../support/run-command';

let directory: string;
let secrets: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'check-test-'));
  secrets = join(directory, 'secrets.json');
  const secret = {
    kind: 'Secret',
    metadata: { name: 'api-key-secret' },
    stringData: { 'api-key': 'hunter2' },
  };
  writeFileSync(secrets, JSON.stringify(secret));
});
afterAll(() => rmSync(directory, { recursive: true }));

function check(...args: string[]) {
  return runCommand(['check', ...args], { env: { TMPDIR: directory, PATH: process.env['PATH'] ?? '' } });
}

const MIXED = manifestPath('mixed-headers-proxy.yaml');
const SECRET = manifestPath('secret-headers-proxy.yaml');

it('finds nothing wrong, prints no value, and leaves nothing behind', async () => {
  const { code, stdout, stderr } = await check('-f', MIXED, '--secrets', secrets);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('mixed-headers-proxy -> http://mcp-backend.default.svc.cluster.local:8080');
  expect(stdout).toMatch(/^X-API-Key +TOOLHIVE_SECRET_\S+ +present$/m);
  expect(stdout).not.toContain('hunter2');
  expect(readdirSync(directory)).toEqual(['secrets.json']);
});

it('says what `local` asks for beside the documents, and `local` does', async () => {
  const { stdout } = await check('-f', MIXED, '--secrets', secrets);
  const needed =
    /lets in callers with tokens of the cluster's service accounts.*\n *-> .* --jwks-url .* --issuer/;
  expect(stdout).toMatch(new RegExp(`^With \`local\`: mixed-headers-proxy ${needed.source}`, 'm'));
  const env = { TMPDIR: directory, PATH: process.env['PATH'] ?? '' };
  const { code, stderr } = await runCommand(['local', '-f', MIXED, '--secrets', secrets], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(needed);
  const open = await check('-f', 'dist', '--name', 'plaintext-headers-proxy');
  expect(open.stdout).not.toContain('With `local`');
});

it('says what is missing of each proxy, once', async () => {
  const { code, stdout, stderr } = await check('-f', MIXED, SECRET, '--secrets', secrets);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Authorization +TOOLHIVE_SECRET_\S+ +missing$/m);
  expect(stderr).toContain('cannot start with this: 1 problem');
  expect(stderr).toContain(
    'kubectl create secret generic auth-token-secret --namespace=default --from-literal=token=...',
  );
});

it('reads what was synthesized, and standard input', async () => {
  const input = `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPRemoteProxy
metadata: { name: search }
spec: { remoteUrl: 'ftp://mcp.example.com' }
`;
  const options = { env: { PATH: process.env['PATH'] ?? '' } };
  const { code, stderr } = await runCommand(['check', '-f', '-'], { ...options, input });
  expect(code).toBe(1);
  expect(stderr).toContain('ERR_REMOTE_URL_SCHEME  stdin:4:9');
  const { stdout } = await check('-f', 'dist', '--name', 'plaintext-headers-proxy');
  expect(stdout).toContain('plaintext-headers-proxy -> ');
});

it.each([
  ['--config', 'runconfig.json', '-f', MIXED],
  ['--secrets', 'secrets.yaml'],
  ['--name', 'search'],
])('is a wrong command line: %s %s %s', async (...args) => {
  expect((await check(...args.filter(Boolean))).code).toBe(2);
});

it('ends with a code of its own where its output has nowhere to go', async () => {
  const args = ['check', '-f', MIXED, '--secrets', secrets];
  expect(await runUnread(PROGRAM, args)).toEqual({ code: 141, stderr: '' });
  const { code, stderr } = await runUnwritable(PROGRAM, args);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /^not everything is written: 1 problem\n\n {2}ERR_OUTPUT_UNWRITABLE {2}standard output\n/,
  );
});
