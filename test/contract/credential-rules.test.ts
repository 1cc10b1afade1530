import { describe, expect, it } from 'vitest';
import { bearerTokenSecretId, tokenHeaderOf, validateCredentials } from '../../contract/credential-rules';
import type { CredentialFields } from '../../contract/credential-rules';
import { toOidcConfig } from '../../contract/oidc-rules';

const OIDC = toOidcConfig({ Issuer: 'https://auth.example.com', Audience: 'proxy' });
const EXCHANGE = { token_url: 'https://auth.example.com/token', client_id: 'proxy' };
const OWN = { token_url: 'https://auth.example.com/token', client_id: 'proxy' };

function problemsOf(fields: Partial<CredentialFields>): string[] {
  return validateCredentials(fields as CredentialFields).map(({ code, path }) => `${code} ${path}`);
}

const withExchange = (more: object): Partial<CredentialFields> => ({
  oidc_config: OIDC,
  token_exchange_config: { ...EXCHANGE, ...more },
});

it.each<[string, Partial<CredentialFields>]>([
  ['nothing', {}],
  ['a token exchange', withExchange({})],
  [
    'one as the operator writes it',
    withExchange({ client_secret: '', audience: '', header_strategy: 'replace' }),
  ],
  [
    'one into a header of its own',
    withExchange({ header_strategy: 'custom', external_token_header_name: 'X-Token' }),
  ],
  ['client credentials', { client_credentials_config: OWN }],
  ['a bearer token', { remote_auth_config: { bearer_token: 'remote-token,target=bearer_token' } }],
])('%s is accepted', (_what, fields) => expect(problemsOf(fields)).toEqual([]));

it.each<[string, Partial<CredentialFields>, string[]]>([
  [
    'a token exchange without callers',
    { token_exchange_config: EXCHANGE },
    ['ERR_CREDENTIAL_NO_CALLER token_exchange_config'],
  ],
  ['no URL', withExchange({ token_url: 'token' }), ['ERR_CREDENTIAL_CONFIG token_exchange_config.token_url']],
  [
    'credentials in the URL',
    { client_credentials_config: { ...OWN, token_url: 'https://a:b@auth.example.com/' } },
    ['ERR_CREDENTIAL_CONFIG client_credentials_config.token_url'],
  ],
  [
    'a secret',
    withExchange({ client_secret: 's' }),
    ['ERR_CREDENTIAL_CONFIG token_exchange_config.client_secret'],
  ],
  [
    'another strategy',
    withExchange({ header_strategy: 'append' }),
    ['ERR_CREDENTIAL_CONFIG token_exchange_config.header_strategy'],
  ],
  [
    'a strategy without its header',
    withExchange({ header_strategy: 'custom' }),
    ['ERR_CREDENTIAL_CONFIG token_exchange_config.external_token_header_name'],
  ],
  [
    'a header that is not ours to set',
    withExchange({ header_strategy: 'custom', external_token_header_name: 'Mcp-Session-Id' }),
    ['ERR_CREDENTIAL_CONFIG token_exchange_config.external_token_header_name'],
  ],
  [
    'a nameless client',
    { client_credentials_config: { ...OWN, client_id: '' } },
    ['ERR_CREDENTIAL_CONFIG client_credentials_config.client_id'],
  ],
  ['a sign-in of a person', { remote_auth_config: {} }, ['ERR_RUN_CONFIG_UNSUPPORTED remote_auth_config']],
  [
    'a token in the document',
    { remote_auth_config: { bearer_token: 'abc.def' } },
    ['ERR_CREDENTIAL_CONFIG remote_auth_config.bearer_token'],
  ],
])('%s is refused', (_what, fields, problems) => expect(problemsOf(fields)).toEqual(problems));

describe('two sources of one header', () => {
  const authorization = { add_plaintext_headers: { authorization: 'Bearer x' } };

  it.each<[string, Partial<CredentialFields>, string]>([
    [
      'headerForward and a token exchange',
      { ...withExchange({}), header_forward: authorization },
      'token_exchange_config',
    ],
    [
      'headerForward and client credentials',
      { client_credentials_config: OWN, header_forward: authorization },
      'client_credentials_config',
    ],
    [
      'a token exchange and client credentials',
      { ...withExchange({}), client_credentials_config: OWN },
      'client_credentials_config',
    ],
    [
      'a bearer token and a token exchange',
      { ...withExchange({}), remote_auth_config: { bearer_token: 'a,target=bearer_token' } },
      'token_exchange_config',
    ],
    [
      'look-alikes',
      {
        ...withExchange({ header_strategy: 'custom', external_token_header_name: 'X_Token' }),
        header_forward: { add_headers_from_secret: { 'x-token': 'ID' } },
      },
      'token_exchange_config',
    ],
  ])('%s', (_what, fields, path) => expect(problemsOf(fields)).toEqual([`ERR_CREDENTIAL_CONFLICT ${path}`]));

  it('is a second way to a token, too, which would not be used', () => {
    const custom = { header_strategy: 'custom', external_token_header_name: 'X-Token' };
    const both = { ...withExchange(custom), client_credentials_config: OWN };
    expect(problemsOf(both)).toEqual(['ERR_CREDENTIAL_CONFLICT client_credentials_config']);
  });
});

it('finds the header a token goes into', () => {
  expect(tokenHeaderOf(EXCHANGE)).toBe('Authorization');
  expect(tokenHeaderOf({ ...EXCHANGE, external_token_header_name: 'X-Token' })).toBe('Authorization');
});

it.each([
  ['remote-token,target=bearer_token', 'remote-token'],
  ['a.b_C-1,target=bearer_token', 'a.b_C-1'],
  ['a,target=other', undefined],
  ['a b,target=bearer_token', undefined],
  ['', undefined],
])('reads the secret of %j', (text, id) => expect(bearerTokenSecretId({ bearer_token: text })).toBe(id));
