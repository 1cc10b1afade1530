/** What a document asks for and this runtime has no part for: refused when it guards, named when it does not. */
import { describe, expect, it } from 'vitest';
import { parseRunConfig } from '../../contract/parse-run-config';
import { MINIMAL, operatorDocumentWithOidc } from './run-configs';

function refusals(fields: object): string[] {
  return (parseRunConfig({ ...MINIMAL, ...fields }).issues ?? []).map(({ code, path }) => `${code} ${path}`);
}

const GUARDS = [
  'additional_middleware_configs',
  'audit_config',
  'audit_config_path',
  'authz_config',
  'authz_config_path',
  'aws_sts_config',
  'embedded_auth_server_config',
  'mutating_webhooks',
  'rate_limit_config',
  'tools_filter',
  'tools_override',
  'upstream_swap_config',
  'validating_webhooks',
];

describe.each(GUARDS)('%s', (field) => {
  it.each([[{}], [{ enabled: true }], ['a text'], [['a']], [true], [1]])(
    'holding %j stops the start',
    (value) => {
      const { issues } = parseRunConfig({ ...MINIMAL, [field]: value });
      expect(issues).toMatchObject([{ code: 'ERR_RUN_CONFIG_UNSUPPORTED', path: field }]);
      expect(issues?.[0]?.message).toMatch(/^asks for /);
    },
  );

  it.each([[undefined], [null], [false], [''], [[]]])('holding %j is switched off', (value) => {
    expect(parseRunConfig({ ...MINIMAL, [field]: value })).toMatchObject({ withoutEffect: [] });
  });
});

it('takes an audit that is switched off by name', () => {
  expect(refusals({ audit_config: { enabled: false, component: 'x' } })).toEqual([]);
  expect(refusals({ authz_config: { enabled: false } })).toEqual(['ERR_RUN_CONFIG_UNSUPPORTED authz_config']);
});

it('names what is harmless and has no effect, and only that', () => {
  const parsed = parseRunConfig({
    ...MINIMAL,
    debug: true,
    group: 'default',
    stateless: false,
    registry_url: '',
    volumes: [],
    telemetry_config: {},
    session_ttl: '1h',
  });
  expect(parsed).toMatchObject({ withoutEffect: ['debug', 'group', 'telemetry_config', 'session_ttl'] });
});

describe('the operator’s own middleware list', () => {
  const tenant = { header_forward: { add_plaintext_headers: { 'X-A': 'a' } } };
  const withEntry = (type: string, parameters: unknown, fields: object = {}) =>
    refusals({ ...fields, middleware_configs: [{ type, parameters }] });

  it('repeats who may call, in any order and with or without what is empty', () => {
    expect(parseRunConfig(operatorDocumentWithOidc())).toMatchObject({ withoutEffect: [] });
    const oidc_config = { Issuer: 'https://auth.example.com', Audience: 'mcp' };
    const prebuilt = { Scopes: null, ClientSecret: '', Audience: 'mcp', Issuer: 'https://auth.example.com' };
    expect(withEntry('auth', { oidc_config: prebuilt }, { oidc_config })).toEqual([]);
  });

  it.each(['mcp-parser', 'recovery', 'telemetry', 'usagemetrics'])('%s is nothing to say about', (type) =>
    expect(withEntry(type, { any: 1 })).toEqual([]),
  );

  it.each(['authz', 'audit', 'tokenexchange', 'tool-filter', 'rate-limit', 'upstreamswap', 'invented'])(
    '%s is refused',
    (type) => expect(withEntry(type, {})).toEqual(['ERR_RUN_CONFIG_UNSUPPORTED middleware_configs[0].type']),
  );

  it.each<[string, unknown, object, string[]]>([
    ['header-forward', { add_headers: { 'X-A': 'a' } }, tenant, []],
    ['header-forward', { add_headers: null }, {}, []],
    ['header-forward', { add_headers: { 'X-A': 'b' } }, tenant, ['parameters.add_headers["X-A"]']],
    ['header-forward', { add_headers: { 'X-B': 'a' } }, tenant, ['parameters.add_headers["X-B"]']],
    ['header-forward', { add_headers: { toString: 'a' } }, {}, ['parameters.add_headers["toString"]']],
    ['bodylimit', { max_bytes: 8 * 1024 * 1024 }, {}, []],
    ['bodylimit', { max_bytes: 100 }, { limits: { request_body_bytes: 100 } }, []],
    ['bodylimit', { max_bytes: 100 }, {}, ['parameters.max_bytes']],
    ['bodylimit', {}, {}, []],
    ['origin', {}, {}, []],
    [
      'origin',
      { allowed_origins: ['https://a.example.com'] },
      { allowed_origins: ['https://a.example.com'] },
      [],
    ],
    ['origin', { allowed_origins: ['https://a.example.com'] }, {}, ['parameters.allowed_origins']],
    ['origin', {}, { allowed_origins: ['https://a.example.com'] }, ['parameters.allowed_origins']],
  ])('%s with %j beside %j disagrees at %j', (type, parameters, fields, paths) => {
    expect(withEntry(type, parameters, fields)).toEqual(
      paths.map((path) => `ERR_RUN_CONFIG_DISAGREES middleware_configs[0].${path}`),
    );
  });

  it.each<[string, object | undefined]>([
    ['nobody else asks for', undefined],
    ['of another audience', { Issuer: 'https://auth.example.com', Audience: 'other' }],
    ['with scopes', { Issuer: 'https://auth.example.com', Audience: 'mcp', Scopes: ['read'] }],
  ])('disagrees about a token %s', (_what, oidc_config) => {
    const prebuilt = { Issuer: 'https://auth.example.com', Audience: 'mcp' };
    expect(withEntry('auth', { oidc_config: prebuilt }, oidc_config && { oidc_config })).toEqual([
      'ERR_RUN_CONFIG_DISAGREES middleware_configs[0].parameters.oidc_config',
    ]);
  });

  it.each([
    [{ middleware_configs: {} }, 'ERR_FIELD_TYPE middleware_configs'],
    [{ middleware_configs: ['auth'] }, 'ERR_FIELD_TYPE middleware_configs[0]'],
    [{ middleware_configs: [{}] }, 'ERR_FIELD_MISSING middleware_configs[0].type'],
    [{ middleware_configs: [{ type: 7 }] }, 'ERR_FIELD_TYPE middleware_configs[0].type'],
  ])('%j: %s', (fields, refusal) => expect(refusals(fields)).toEqual([refusal]));
});
