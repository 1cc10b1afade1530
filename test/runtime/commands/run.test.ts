/** `run` up to the moment it listens, and from a signal to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port';
import { BUNDLE, runCommand } from '../../support/run-command';
import { PLAINTEXT, SECRET, SECRETS_ENV, writeRunConfig } from './fixtures';

interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly stderr: string;
}

/** Starts the proxy, sends it each signal once its log has the message that goes before, and waits for its end. */
async function runUntil(
  signals: readonly (readonly [message: string, signal: NodeJS.Signals])[],
  args: readonly string[],
  env: Readonly<Record<string, string>> = SECRETS_ENV,
): Promise<Finished> {
  const child = spawn(process.execPath, [BUNDLE, 'run', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const pending = [...signals];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (pending[0] !== undefined && output.includes(`"${pending[0][0]}"`)) child.kill(pending.shift()?.[1]);
  });
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  const lines = output.split('\n').filter((line) => line !== '');
  for (const value of [PLAINTEXT, SECRET, 'in-the-query']) expect(output + stderr).not.toContain(value);
  return {
    code: child.exitCode,
    signal: child.signalCode,
    lines: lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    stderr,
  };
}

const QUICK = { limits: { shutdown_delay_ms: 0 } };

it('says in its log where it listens, where requests go, and which headers it sets from where', async () => {
  const { file } = writeRunConfig(QUICK);
  const { lines, code, stderr } = await runUntil(
    [['listening', 'SIGTERM']],
    ['--config', file, '--port', '0'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines.find(({ msg }) => msg === 'listening')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    name: 'my-proxy',
    host: '127.0.0.1',
    port: expect.any(Number) as number,
    endpoint: '/mcp',
    transport: 'streamable-http',
    remote: 'https://mcp.example.com/mcp',
    headers: [
      { name: 'X-Tenant-ID', source: 'plaintext' },
      { name: 'X-API-Key', source: 'TOOLHIVE_SECRET_KEY_ID' },
      { name: 'Authorization', source: 'TOOLHIVE_SECRET_TOKEN_ID' },
    ],
    msg: 'listening',
  });
});

it('says when nobody has to show a token, also where that is written as null', async () => {
  for (const fields of [{}, { oidc_config: null }]) {
    const { file } = writeRunConfig({ ...QUICK, ...fields });
    const { lines } = await runUntil(
      [['callers are not authenticated: there is no oidc_config', 'SIGTERM']],
      ['--config', file, '--port', '0'],
    );
    expect(lines.map(({ msg }) => msg)).toContain('callers are not authenticated: there is no oidc_config');
  }
});

it('warns in its log of the newline it removed, and names the fields it has no use for', async () => {
  const { file } = writeRunConfig({ ...QUICK, debug: true, group: 'default' });
  const { lines } = await runUntil([['listening', 'SIGTERM']], ['--config', file, '--port', '0']);
  expect(lines.filter(({ level }) => level === 'warn').map(({ msg }) => msg)).toEqual([
    'removed the newline at the end of TOOLHIVE_SECRET_TOKEN_ID (header Authorization)',
  ]);
  expect(lines).toContainEqual(expect.objectContaining({ fields: ['debug', 'group'] }));
});

it('takes the arguments ToolHive’s operator passes', async () => {
  const { directory } = writeRunConfig({ ...QUICK, port: await freePort() });
  const child = spawn(
    process.execPath,
    [BUNDLE, 'run', '--foreground=true', 'placeholder-for-remote-proxy'],
    {
      cwd: directory,
      env: SECRETS_ENV,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exit = once(child, 'exit');
  for await (const chunk of child.stdout) if (String(chunk).includes('"listening"')) break;
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});

describe('ends', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('with 0 after %s', async (signal) => {
    const { file } = writeRunConfig(QUICK);
    const { code, lines } = await runUntil([['listening', signal]], ['--config', file, '--port', '0']);
    expect(code).toBe(0);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'received signal', signal }));
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('at once after a second signal', async () => {
    const { file } = writeRunConfig();
    const { code } = await runUntil(
      [
        ['listening', 'SIGTERM'],
        ['received signal', 'SIGINT'],
      ],
      ['--config', file, '--port', '0'],
    );
    expect(code).toBe(130);
  });
});

describe('refuses to start, with 1 and before it listens', () => {
  it.each<[string, object, Readonly<Record<string, string>>, string[]]>([
    ['without a secrets provider', {}, {}, ['ERR_SECRETS_PROVIDER']],
    [
      'without its secrets',
      {},
      { TOOLHIVE_SECRETS_PROVIDER: 'environment' },
      ['ERR_SECRET_MISSING', 'ERR_SECRET_MISSING'],
    ],
    [
      'with a secret that is no field value',
      {},
      { ...SECRETS_ENV, TOOLHIVE_SECRET_KEY_ID: `${SECRET}\r\nX-Evil: 1` },
      ['ERR_HEADER_VALUE_CONTROL'],
    ],
    ['with a guard it does not enforce', { authz_config: {} }, SECRETS_ENV, ['ERR_RUN_CONFIG_UNSUPPORTED']],
    [
      'with a forward proxy whose password is not percent-encoded',
      { remote_url: 'http://mcp.example.com/mcp' },
      { ...SECRETS_ENV, HTTP_PROXY: `http://user:${SECRET}%@proxy.example.com:3128` },
      ['ERR_FORWARD_PROXY_INVALID'],
    ],
    ['without its CA file', { remote_ca_file: '/nowhere/ca.pem' }, SECRETS_ENV, ['ERR_REMOTE_CA_UNREADABLE']],
  ])('%s', async (_what, fields, env, codes) => {
    const { file } = writeRunConfig(fields);
    const { code, stdout, stderr } = await runCommand(['run', '--config', file, '--port', '0'], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.match(/ERR_\w+/g)).toEqual(codes);
    expect(stderr).not.toContain(SECRET);
  });

  it('where the port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const { file } = writeRunConfig({ port });
    const { code, stderr } = await runCommand(['run', '--config', file], { env: SECRETS_ENV });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`ERR_LISTEN  port\n      cannot listen on 127.0.0.1:${port} (EADDRINUSE)`);
  });

  it('on an address this machine does not have', async () => {
    const { file } = writeRunConfig();
    const { code, stderr } = await runCommand(['run', '--config', file, '--host', '192.0.2.1'], {
      env: SECRETS_ENV,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('ERR_LISTEN');
  });
});
