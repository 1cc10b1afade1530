import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { runCommand } from '../../support/run-command';
import type { CommandOptions, CommandResult } from '../../support/run-command';
import { PLAINTEXT, SECRET, SECRETS_ENV, writeRunConfig } from '../../runtime/commands/fixtures';

let last: CommandResult | undefined;
async function check(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  last = await runCommand(['check', ...args], options);
  return last;
}

afterEach(() => {
  for (const value of [PLAINTEXT, SECRET, 'in-the-query']) {
    expect(last?.stdout).not.toContain(value);
    expect(last?.stderr).not.toContain(value);
  }
});

it('prints one row a header and never a value, and ends with 0', async () => {
  const { file } = writeRunConfig();
  const { code, stdout, stderr } = await check(['--config', file], { env: SECRETS_ENV });
  expect(code).toBe(0);
  expect(stdout).toBe(
    [
      `${file}: my-proxy -> https://mcp.example.com`,
      '',
      'HEADER         SOURCE                    VALUE',
      'X-Tenant-ID    plaintext                 present',
      'X-API-Key      TOOLHIVE_SECRET_KEY_ID    present',
      'Authorization  TOOLHIVE_SECRET_TOKEN_ID  present',
      '',
    ].join('\n'),
  );
  expect(stderr).toContain('warning: removed the newline at the end of TOOLHIVE_SECRET_TOKEN_ID');
});

it('finds ./runconfig.json by itself', async () => {
  const { directory } = writeRunConfig();
  const { code, stdout } = await check([], { env: SECRETS_ENV, cwd: directory });
  expect(code).toBe(0);
  expect(stdout).toContain('./runconfig.json: my-proxy');
});

it('names every secret that is missing, and ends with 1', async () => {
  const { file } = writeRunConfig();
  const { code, stdout, stderr } = await check(['--config', file], {
    env: { TOOLHIVE_SECRETS_PROVIDER: 'environment' },
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/X-Tenant-ID .* present\nX-API-Key .* missing\nAuthorization .* missing\n$/);
  expect(stderr).toMatch(/cannot start with this: 2 problems[^]*ERR_SECRET_MISSING[^]*ERR_SECRET_MISSING/);
});

it('does without secrets when there are none', async () => {
  const { file } = writeRunConfig({ header_forward: {} });
  const { code, stdout } = await check(['--config', file], {});
  expect(code).toBe(0);
  expect(stdout).toContain('No headers are configured.');
});

it.each<[string, object, Readonly<Record<string, string>>, string[]]>([
  ['no secrets provider', {}, {}, ['ERR_SECRETS_PROVIDER']],
  [
    'a document with two faults',
    { port: 0, nmae: 'x' },
    SECRETS_ENV,
    ['ERR_FIELD_UNKNOWN', 'ERR_PORT_RANGE'],
  ],
  ['a guard', { authz_config: {} }, SECRETS_ENV, ['ERR_RUN_CONFIG_UNSUPPORTED']],
  [
    'a forward proxy whose password is not percent-encoded',
    {},
    { ...SECRETS_ENV, HTTPS_PROXY: `http://user:${SECRET}%@proxy.example.com:3128` },
    ['ERR_FORWARD_PROXY_INVALID'],
  ],
  ['a missing CA file', { remote_ca_file: '/nowhere/ca.pem' }, SECRETS_ENV, ['ERR_REMOTE_CA_UNREADABLE']],
  [
    'both a missing secret and a missing CA file',
    { remote_ca_file: '/nowhere/ca.pem' },
    { ...SECRETS_ENV, TOOLHIVE_SECRET_KEY_ID: '' },
    ['ERR_SECRET_MISSING', 'ERR_REMOTE_CA_UNREADABLE'],
  ],
])('%s ends with 1', async (_what, fields, env, codes) => {
  const { file } = writeRunConfig(fields);
  const { code, stderr } = await check(['--config', file], { env });
  expect(code).toBe(1);
  expect(stderr.match(/ERR_\w+/g)).toEqual(codes);
});

it.each<[string, object, Readonly<Record<string, string>>]>([
  ['the name of the secrets provider', {}, { ...SECRETS_ENV, TOOLHIVE_SECRETS_PROVIDER: SECRET }],
  ['the name of a field', { [SECRET]: 'remote_url' }, SECRETS_ENV],
  ['the name of a limit', { limits: { [SECRET]: 1 } }, SECRETS_ENV],
  [
    'the name of a header',
    { header_forward: { add_plaintext_headers: { [`Bearer ${SECRET}`]: 'Authorization' } } },
    SECRETS_ENV,
  ],
  [
    'the name of a header from a secret',
    { header_forward: { add_headers_from_secret: { [`Bearer ${SECRET}`]: 'KEY_ID' } } },
    SECRETS_ENV,
  ],
  ['the transport', { transport: SECRET }, SECRETS_ENV],
  ['the schema version', { schema_version: SECRET }, SECRETS_ENV],
  ['the type of a middleware', { middleware_configs: [{ type: SECRET }] }, SECRETS_ENV],
])('a secret in the place of %s is not printed', async (_what, fields, env) => {
  const { file } = writeRunConfig(fields);
  for (const command of ['check', 'run']) {
    last = await runCommand([command, '--config', file], { env });
    expect(last.code).toBe(1);
    expect(last.stderr).toMatch(/1 problem\n\n {2}ERR_/);
    expect(last.stdout + last.stderr).not.toContain(SECRET);
  }
});

it('says which file is not there', async () => {
  const { directory } = writeRunConfig();
  const file = join(directory, 'absent.json');
  const { code, stderr } = await check(['--config', file], {});
  expect(code).toBe(1);
  expect(stderr).toContain(`ERR_RUN_CONFIG_UNREADABLE  ${file}`);
});

it('says where it looked when there is none anywhere', async () => {
  const { code, stderr } = await check([], { cwd: '/' });
  expect(code).toBe(1);
  expect(stderr).toContain('/etc/runconfig/runconfig.json, /etc/toolhive/runconfig.json, ./runconfig.json');
});
