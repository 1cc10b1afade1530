import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../contract/limits';
import { parseRunConfig } from '../../contract/parse-run-config';
import { serializeRunConfig } from '../../contract/run-config';
import { MINIMAL, operatorDocument, operatorDocumentWithOidc } from './run-configs';

function refusals(document: unknown): string[] {
  return (parseRunConfig(document).issues ?? []).map(({ code, path }) => `${code} ${path}`);
}

/** ToolHive's fields about a person who signs in at the remote, each with a value. */
const SIGN_IN = {
  client_id: 'a',
  client_secret: 'a,target=oauth_secret',
  client_secret_file: '/etc/secret',
  scopes: ['a'],
  skip_browser: true,
  timeout: 300_000_000_000,
  callback_port: 8666,
  use_pkce: true,
  resource: 'https://mcp.example.com',
  issuer: 'https://auth.example.com',
  authorize_url: 'https://auth.example.com/authorize',
  token_url: 'https://auth.example.com/token',
  headers: [{ name: 'X-A' }],
  env_vars: [{ name: 'A' }],
  oauth_params: { prompt: 'consent' },
  scope_param_name: 'user_scope',
  bearer_token_file: '/etc/token',
  cached_refresh_token_ref: 'a',
  cached_token_expiry: '2026-01-01T00:00:00Z',
  cached_client_id: 'a',
  cached_client_secret_ref: 'a',
  cached_secret_expiry: '2026-01-01T00:00:00Z',
  cached_reg_token_ref: 'a',
  cached_cimd_client_id: 'a',
  cached_reg_client_uri: 'https://auth.example.com/clients/a',
  cached_token_auth_method: 'none',
  cached_dcr_callback_port: 8666,
};

describe('accepts', () => {
  it('a minimal document, with the defaults Go would read into it', () => {
    expect(parseRunConfig(MINIMAL)).toEqual({
      config: { ...MINIMAL, host: '127.0.0.1' },
      withoutEffect: [],
    });
  });

  it.each([
    ['schema_version', { schema_version: '' }, { schema_version: 'v0.1.0' }],
    ['schema_version', { schema_version: null }, { schema_version: 'v0.1.0' }],
    ['host', { host: '' }, { host: '127.0.0.1' }],
    ['host', { host: '0.0.0.0' }, { host: '0.0.0.0' }],
  ])('%s in %j', (_field, fields, expected) => {
    expect(parseRunConfig({ ...MINIMAL, ...fields }).config).toMatchObject(expected);
  });

  it('every field this runtime acts on', () => {
    const config = {
      ...MINIMAL,
      host: '0.0.0.0',
      transport: 'sse',
      allowed_origins: ['https://app.example.com'],
      oidc_config: operatorDocumentWithOidc()['oidc_config'],
      required_scopes: ['read'],
      trust_proxy_headers: true,
      endpoint_prefix: '/team-a',
      header_forward: { add_plaintext_headers: { 'X-A': '' }, add_headers_from_secret: { 'X-B': 'ID' } },
      remote_ca_file: '/etc/ca.crt',
      limits: { ...DEFAULT_LIMITS },
    };
    expect(parseRunConfig(config)).toEqual({ config, withoutEffect: [] });
  });

  it('what ToolHive writes without a value beside a bearer token', () => {
    const bearer_token = 'remote-token,target=bearer_token';
    for (const zero of [null, false, '', [], {}, 0, '0001-01-01T00:00:00Z']) {
      const unset = Object.fromEntries(Object.keys(SIGN_IN).map((field) => [field, zero]));
      expect(refusals({ ...MINIMAL, remote_auth_config: { ...unset, bearer_token } })).toEqual([]);
    }
  });

  it('the least there is to say of callers, and fills in the rest', () => {
    const oidc_config = { Issuer: 'https://auth.example.com', Audience: 'mcp', JWKSURL: null };
    expect(parseRunConfig({ ...MINIMAL, oidc_config }).config?.oidc_config).toEqual({
      Issuer: 'https://auth.example.com',
      Audience: 'mcp',
      JWKSURL: '',
      ClientID: '',
      ClientSecret: '',
      CACertPath: '',
      AuthTokenFile: '',
      AllowPrivateIP: false,
      InsecureAllowHTTP: false,
      IntrospectionURL: '',
      ResourceURL: '',
      Scopes: null,
    });
  });

  it.each([[undefined], [null]])('%j for callers that are not asked who they are', (oidc_config) => {
    expect(parseRunConfig({ ...MINIMAL, oidc_config }).config).not.toHaveProperty('oidc_config');
  });

  it('what it has serialized itself', () => {
    const { config } = parseRunConfig(operatorDocument());
    expect(config && parseRunConfig(JSON.parse(serializeRunConfig(config))).config).toEqual(config);
  });

  it('the document of the operator, without a word about what it always writes', () => {
    const parsed = parseRunConfig(operatorDocument());
    const { config } = parsed;
    expect(config?.header_forward).toEqual({
      add_plaintext_headers: { 'X-Tenant-ID': 'tenant-456' },
      add_headers_from_secret: { 'X-API-Key': 'HEADER_FORWARD_X_API_KEY_MY_PROXY' },
    });
    expect(config).not.toHaveProperty('middleware_configs');
    expect(config).not.toHaveProperty('image');
    expect(parsed).toMatchObject({ withoutEffect: [] });
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', '123', 'toString'])(
    'a header called %s, plaintext and secret',
    (name) => {
      for (const source of ['add_plaintext_headers', 'add_headers_from_secret']) {
        const document: unknown = JSON.parse(
          JSON.stringify({ ...MINIMAL, header_forward: { [source]: { NAME: 'value' } } }).replace(
            'NAME',
            name,
          ),
        );
        const forward = parseRunConfig(document).config?.header_forward as Record<string, object> | undefined;
        expect(Object.entries(forward?.[source] ?? {})).toEqual([[name, 'value']]);
      }
    },
  );
});

describe('refuses', () => {
  it.each([[null], [[]], ['text'], [7], [undefined]])('%j for a document', (document) => {
    expect(refusals(document)).toEqual(['ERR_FIELD_TYPE ']);
  });

  it.each(['remote_url', 'name', 'transport', 'port'])('a document without %s', (field) => {
    expect(refusals({ ...MINIMAL, [field]: undefined })).toEqual([`ERR_FIELD_MISSING ${field}`]);
  });

  const forward = (plaintext: object, secrets = {}) => ({
    header_forward: { add_plaintext_headers: plaintext, add_headers_from_secret: secrets },
  });

  const oidc = (changes: object) => ({
    oidc_config: { Issuer: 'https://auth.example.com', Audience: 'mcp', ...changes },
  });

  it.each<[object, string]>([
    [{ remoteUrl: 'x' }, 'ERR_FIELD_UNKNOWN remoteUrl'],
    [{ Port: 1 }, 'ERR_FIELD_UNKNOWN Port'],
    [{ name: 7 }, 'ERR_FIELD_TYPE name'],
    [{ port: '8080' }, 'ERR_FIELD_TYPE port'],
    [{ header_forward: [] }, 'ERR_FIELD_TYPE header_forward'],
    [
      { header_forward: { add_plaintext_headers: [] } },
      'ERR_FIELD_TYPE header_forward.add_plaintext_headers',
    ],
    [forward({ 'X-A': 1 }), 'ERR_FIELD_TYPE header_forward.add_plaintext_headers["X-A"]'],
    [forward({ 'X-A': null }), 'ERR_FIELD_TYPE header_forward.add_plaintext_headers["X-A"]'],
    [{ header_forward: { add_headers: {} } }, 'ERR_FIELD_UNKNOWN header_forward.(at the beginning)'],
    [{ limits: { header_byte: 1 } }, 'ERR_FIELD_UNKNOWN limits.header_byte'],
    [{ limits: { header_bytes: '1' } }, 'ERR_FIELD_TYPE limits.header_bytes'],
    [{ limits: { header_bytes: 0 } }, 'ERR_LIMIT_RANGE limits.header_bytes'],
    [oidc({ issuer: 'x' }), 'ERR_FIELD_UNKNOWN oidc_config.issuer'],
    [oidc({ Audience: 7 }), 'ERR_FIELD_TYPE oidc_config.Audience'],
    [oidc({ Audience: ' ' }), 'ERR_OIDC_AUDIENCE_MISSING oidc_config.Audience'],
    [oidc({ Audience: null }), 'ERR_OIDC_AUDIENCE_MISSING oidc_config.Audience'],
    [oidc({ Issuer: 'http://auth.example.com' }), 'ERR_OIDC_URL_INVALID oidc_config.Issuer'],
    [oidc({ ResourceURL: 'nowhere' }), 'ERR_OIDC_URL_INVALID oidc_config.ResourceURL'],
    [oidc({ ClientSecret: 'x' }), 'ERR_OIDC_CLIENT_SECRET oidc_config.ClientSecret'],
    [oidc({ Scopes: 'openid' }), 'ERR_FIELD_TYPE oidc_config.Scopes'],
    [{ oidc_config: true }, 'ERR_FIELD_TYPE oidc_config'],
    [{ ...oidc({}), required_scopes: ['a', 'b c'] }, 'ERR_OIDC_SCOPE_INVALID required_scopes[1]'],
    [{ ...oidc({}), required_scopes: ['"'] }, 'ERR_OIDC_SCOPE_INVALID required_scopes[0]'],
    [{ ...oidc({}), required_scopes: 'a' }, 'ERR_FIELD_TYPE required_scopes'],
    [{ required_scopes: ['a'] }, 'ERR_FIELD_MISSING oidc_config'],
    [
      { ...oidc({}), client_headers: { pass: ['cookie'] } },
      'ERR_CLIENT_HEADERS_CREDENTIAL client_headers.pass[0]',
    ],
    [{ remote_auth_config: { bearer_tokn: 'a' } }, 'ERR_FIELD_UNKNOWN remote_auth_config.bearer_tokn'],
    [{ remote_auth_config: { scopes: null } }, 'ERR_RUN_CONFIG_UNSUPPORTED remote_auth_config'],
    [{ name: '' }, 'ERR_PROXY_NAME_INVALID name'],
    [{ schema_version: 'v0.2.0' }, 'ERR_RUN_CONFIG_SCHEMA_VERSION schema_version'],
    [{ remote_url: 'nowhere' }, 'ERR_REMOTE_URL_INVALID remote_url'],
    [{ remote_url: 'ftp://mcp.example.com' }, 'ERR_REMOTE_URL_SCHEME remote_url'],
    [{ remote_url: 'https://u:p@mcp.example.com' }, 'ERR_REMOTE_URL_CREDENTIALS remote_url'],
    [{ remote_url: 'https://mcp.example.com/#a' }, 'ERR_REMOTE_URL_FRAGMENT remote_url'],
    [{ transport: 'stdio' }, 'ERR_TRANSPORT_UNKNOWN transport'],
    [{ port: 0 }, 'ERR_PORT_RANGE port'],
    [{ endpoint_prefix: '/a/../b' }, 'ERR_ENDPOINT_PREFIX_INVALID endpoint_prefix'],
    [{ allowed_origins: ['*'] }, 'ERR_ORIGIN_INVALID allowed_origins[0]'],
    [{ allowed_origins: '*' }, 'ERR_FIELD_TYPE allowed_origins'],
    [forward({ 'a b': '' }), 'ERR_HEADER_NAME_SYNTAX header_forward.add_plaintext_headers[#1]'],
    [forward({ ['x'.repeat(256)]: '' }), 'ERR_HEADER_NAME_TOO_LONG header_forward.add_plaintext_headers[#1]'],
    [forward({ Upgrade: '' }), 'ERR_HEADER_HOP_BY_HOP header_forward.add_plaintext_headers["Upgrade"]'],
    [forward({ Host: '' }), 'ERR_HEADER_RESTRICTED header_forward.add_plaintext_headers["Host"]'],
    [
      forward({}, { Origin: 'ID' }),
      'ERR_HEADER_PROTOCOL_OWNED header_forward.add_headers_from_secret["Origin"]',
    ],
    [
      forward({ 'X-A': '' }, { x_a: 'ID' }),
      'ERR_HEADER_DUPLICATE header_forward.add_headers_from_secret["x_a"]',
    ],
    [
      forward({}, { 'X-A': 'ID', 'X-B': 'ID' }),
      'ERR_HEADER_ENV_COLLISION header_forward.add_headers_from_secret["X-B"]',
    ],
    [forward({ 'X-A': 'a\r' }), 'ERR_HEADER_VALUE_CONTROL header_forward.add_plaintext_headers["X-A"]'],
    [forward({ 'X-A': ' a' }), 'ERR_HEADER_VALUE_WHITESPACE header_forward.add_plaintext_headers["X-A"]'],
    [forward({ 'X-A': 'é' }), 'ERR_HEADER_VALUE_NON_ASCII header_forward.add_plaintext_headers["X-A"]'],
    [forward({}, { 'X-A': 'a-b' }), 'ERR_SECRET_ID_INVALID header_forward.add_headers_from_secret["X-A"]'],
  ])('%j: %s', (fields, refusal) => expect(refusals({ ...MINIMAL, ...fields })).toEqual([refusal]));

  it('a field that only Object.prototype knows', () => {
    const document: unknown = JSON.parse(
      JSON.stringify(MINIMAL).replace('{', '{"__proto__":{"port":1},"toString":1,'),
    );
    expect(refusals(document)).toEqual([
      'ERR_FIELD_UNKNOWN (at the beginning)',
      'ERR_FIELD_UNKNOWN (at the beginning)',
    ]);
  });

  it.each(Object.entries(SIGN_IN))('%s of a sign-in, beside a bearer token and without', (field, value) => {
    for (const bearer of [{}, { bearer_token: 'a,target=bearer_token' }]) {
      const { issues } = parseRunConfig({ ...MINIMAL, remote_auth_config: { ...bearer, [field]: value } });
      expect(issues).toMatchObject([
        {
          code: 'ERR_RUN_CONFIG_UNSUPPORTED',
          path: `remote_auth_config.${field}`,
          hint: 'remove it; a token in a Secret is bearer_token, one that the proxy asks for itself client_credentials_config',
        },
      ]);
    }
  });

  it('everything that is wrong at once', () => {
    const document = {
      nmae: 'x',
      transport: 'stdio',
      port: 99999,
      remote_url: 'ftp://u:p@mcp.example.com',
      authz_config: {},
      limits: { concurrent_requests: 0 },
      ...forward({ Host: 'a\n', 'X-A': 'a' }, { 'x-a': 'ID', TE: '?' }),
      middleware_configs: [{ type: 'rate-limiter' }],
    };
    expect(refusals(document).sort()).toEqual(
      [
        'ERR_FIELD_MISSING name',
        'ERR_FIELD_UNKNOWN nmae',
        'ERR_HEADER_DUPLICATE header_forward.add_headers_from_secret["x-a"]',
        'ERR_HEADER_HOP_BY_HOP header_forward.add_headers_from_secret["TE"]',
        'ERR_HEADER_RESTRICTED header_forward.add_plaintext_headers["Host"]',
        'ERR_HEADER_VALUE_CONTROL header_forward.add_plaintext_headers["Host"]',
        'ERR_LIMIT_RANGE limits.concurrent_requests',
        'ERR_PORT_RANGE port',
        'ERR_REMOTE_URL_SCHEME remote_url',
        'ERR_RUN_CONFIG_UNSUPPORTED authz_config',
        'ERR_RUN_CONFIG_UNSUPPORTED middleware_configs[0].type',
        'ERR_SECRET_ID_INVALID header_forward.add_headers_from_secret["TE"]',
        'ERR_TRANSPORT_UNKNOWN transport',
      ].sort(),
    );
  });

  it('without quoting any value it found', () => {
    const leaky = {
      ...MINIMAL,
      remote_url: 'https://user:hunter2@mcp.example.com#hunter2',
      oidc_config: { ClientSecret: 'hunter2' },
      hunter: 'hunter2',
      ...forward({ 'X-A': 'hunter2\n', 'X-B': 'hunter2é', 'x-a': ' hunter2' }, { 'X-C': 'hunter2!' }),
    };
    const { issues } = parseRunConfig(leaky);
    expect(issues?.length).toBeGreaterThan(6);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  it('without quoting a value that stands where a name should, or where another value should', () => {
    const misplaced = {
      hunter2: 'name',
      ...MINIMAL,
      schema_version: 'hunter2',
      transport: 'hunter2',
      endpoint_prefix: 'hunter2 ',
      allowed_origins: ['hunter2'],
      limits: { hunter2: 1 },
      header_forward: {
        hunter2: {},
        add_plaintext_headers: { 'Bearer hunter2': 'Authorization', 'hunter2\n': 1 },
        add_headers_from_secret: { 'Bearer hunter2': 'hunter2!' },
      },
      middleware_configs: [
        { type: 'hunter2', hunter2: 1 },
        { type: 'header-forward', parameters: { add_headers: { 'Bearer hunter2': 'x' } } },
      ],
      'hunter2 again': 1,
    };
    const { issues = [] } = parseRunConfig(misplaced);
    expect(issues.map(({ code, path }) => `${code} ${path}`).sort()).toEqual(
      [
        'ERR_FIELD_TYPE header_forward.add_plaintext_headers[#2]',
        'ERR_FIELD_UNKNOWN (after middleware_configs)',
        'ERR_FIELD_UNKNOWN (at the beginning)',
        'ERR_FIELD_UNKNOWN header_forward.(at the beginning)',
        'ERR_FIELD_UNKNOWN limits.(at the beginning)',
        'ERR_FIELD_UNKNOWN middleware_configs[0].(after type)',
        'ERR_HEADER_DUPLICATE header_forward.add_headers_from_secret[#1]',
        'ERR_HEADER_NAME_SYNTAX header_forward.add_headers_from_secret[#1]',
        'ERR_HEADER_NAME_SYNTAX header_forward.add_plaintext_headers[#1]',
        'ERR_ENDPOINT_PREFIX_INVALID endpoint_prefix',
        'ERR_ORIGIN_INVALID allowed_origins[0]',
        'ERR_RUN_CONFIG_DISAGREES middleware_configs[1].parameters.add_headers[#1]',
        'ERR_RUN_CONFIG_SCHEMA_VERSION schema_version',
        'ERR_RUN_CONFIG_UNSUPPORTED middleware_configs[0].type',
        'ERR_SECRET_ID_INVALID header_forward.add_headers_from_secret[#1]',
        'ERR_TRANSPORT_UNKNOWN transport',
      ].sort(),
    );
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });
});
