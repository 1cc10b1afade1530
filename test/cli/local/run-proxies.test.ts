import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runProxies } from '../../../cli/local/run-proxies';
import type { LocalContainer } from '../../../cli/local/resolve-proxies';
import type { Address } from '../../../cli/local/run-proxies';

const ENTRY = fileURLToPath(new URL('testdata/print-start.mjs', import.meta.url));

let directory: string;
let report: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  report = join(directory, 'report.json');
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

interface Report {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly config: PrivateFile;
  /** The file that `remote_ca_file` names. */
  readonly remoteCa?: PrivateFile;
}

interface PrivateFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

function start(what: string, address: Address, fields: Partial<LocalContainer> = {}): Promise<number> {
  const env = { KEY: 'hunter2', HOME: '/tmp' };
  const args = [what, report, 'run', 'placeholder'];
  const container = { label: 'my-proxy', args, env, runConfig: '{"a":1}', files: new Map(), ...fields };
  return runProxies(ENTRY, [{ container, address }]);
}

function readReport(): Report {
  return JSON.parse(readFileSync(report, 'utf8')) as Report;
}

it('starts the program with the args and the env of the container, and nothing of its own env', async () => {
  await start('exit', { host: '127.0.0.1', port: 0 });
  const { args, env, config } = readReport();
  expect(args).toEqual(['run', 'placeholder', '--config', config.path, '--host', '127.0.0.1', '--port', '0']);
  expect(env).toEqual({ KEY: 'hunter2', HOME: '/tmp' });
});

it('leaves the port to the RunConfig', async () => {
  await start('exit', { host: '::1' });
  expect(readReport().args.slice(-2)).toEqual(['--host', '::1']);
});

it('hands the RunConfig over in a private file, which is gone afterwards', async () => {
  await start('exit', { host: '127.0.0.1' });
  const { config } = readReport();
  expect(config).toMatchObject({ text: '{"a":1}', mode: 0o600 });
  expect(existsSync(dirname(config.path))).toBe(false);
});

it('hands certificates over the same way, and the RunConfig names that file instead', async () => {
  const runConfig = '{"remote_ca_file":"/config/certs/ca/ca.crt","a":1}';
  const files = new Map([['/config/certs/ca/ca.crt', Buffer.from('a certificate')]]);
  await start('exit', { host: '127.0.0.1' }, { runConfig, files });
  const { config, remoteCa: ca } = readReport();
  expect(ca).toEqual({
    path: join(dirname(config.path), '0-ca.crt'),
    text: 'a certificate',
    mode: 0o600,
  });
  expect(config.mode).toBe(0o600);
  expect(JSON.parse(config.text)).toEqual({ remote_ca_file: ca?.path, a: 1 });
  expect(existsSync(dirname(config.path))).toBe(false);
});

it('passes the exit code on', async () => {
  expect(await start('exit', { host: '127.0.0.1' })).toBe(7);
});

it.each([
  ['SIGTERM', 3],
  ['SIGINT', 130],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('forwards %s once, waits for the end, and passes it on as %i', async (signal, code) => {
  const before = process.listeners(signal);
  const exit = start('wait', { host: '127.0.0.1' });
  await vi.waitFor(() => expect(existsSync(report)).toBe(true), { timeout: 10_000 });
  for (const listener of process.listeners(signal)) {
    if (!before.includes(listener)) listener(signal);
  }
  expect(await exit).toBe(code);
  expect(process.listeners(signal)).toEqual(before);
  expect(existsSync(dirname(readReport().config.path))).toBe(false);
});
