/** What would let in more than is written, or show the remote something else. */
import { describe, expect, it } from 'vitest';
import { createProxy, refusalOf, refusalsOf, REMOTE_URL, runConfigOf } from '../../support';

const oidcConfig = { type: 'kubernetes' };
const clientSecretRef = { name: 'client', key: 'secret' };
const request = { tokenUrl: 'https://auth.example.com/token', clientId: 'proxy', clientSecretRef };
const refused = (props: object): string[] => refusalsOf({ remoteUrl: REMOTE_URL, oidcConfig, ...props });

describe('who may call', () => {
  it('has to be written out when strict', () => {
    const strict = { remoteUrl: REMOTE_URL, strict: true };
    expect(refusalsOf(strict)).toEqual(['ERR_OIDC_MISSING oidcConfig']);
    for (const given of [{ type: 'none' }, {}]) {
      expect(() => createProxy({ ...strict, oidcConfig: given })).not.toThrow();
    }
  });

  it('is everybody with the type none, beside which nothing is written', () => {
    const { chart } = createProxy({ remoteUrl: REMOTE_URL, oidcConfig: { type: 'none' } });
    expect(runConfigOf(chart)).not.toHaveProperty('oidc_config');
    const extra = { type: 'none', resourceUrl: 'https://a.example.com', kubernetes: {} };
    expect(refused({ oidcConfig: extra })).toEqual([
      'ERR_OIDC_SOURCE_EXTRA oidcConfig.resourceUrl',
      'ERR_OIDC_SOURCE_EXTRA oidcConfig.kubernetes',
    ]);
  });

  it('has scopes that a token could have, if tokens are asked for', () => {
    expect(refused({ requiredScopes: ['read', 'read write', ''] })).toEqual([
      'ERR_OIDC_SCOPE_INVALID requiredScopes[1]',
      'ERR_OIDC_SCOPE_INVALID requiredScopes[2]',
    ]);
    expect(refused({ oidcConfig: { type: 'none' }, requiredScopes: ['read'] })).toEqual([
      'ERR_CREDENTIAL_NO_CALLER requiredScopes',
    ]);
  });
});

describe('what the remote is shown', () => {
  it.each([
    [{ tokenExchange: { ...request, tokenUrl: 'auth' } }, 'ERR_CREDENTIAL_CONFIG tokenExchange.tokenUrl'],
    [{ tokenExchange: { ...request, clientId: '' } }, 'ERR_CREDENTIAL_CONFIG tokenExchange.clientId'],
    [
      { tokenExchange: { ...request, subjectTokenType: 'saml2' } },
      'ERR_CREDENTIAL_CONFIG tokenExchange.subjectTokenType',
    ],
    [
      { tokenExchange: { ...request, externalTokenHeaderName: 'Host' } },
      'ERR_CREDENTIAL_CONFIG tokenExchange.externalTokenHeaderName',
    ],
    [
      { tokenExchange: { ...request, clientSecretRef: { name: 'Client', key: 'secret' } } },
      'ERR_SECRET_NAME_INVALID tokenExchange.clientSecretRef.name',
    ],
    [{ clientCredentials: { ...request, tokenUrl: '' } }, 'ERR_CREDENTIAL_CONFIG clientCredentials.tokenUrl'],
    [{ clientCredentials: { ...request, clientId: '' } }, 'ERR_CREDENTIAL_CONFIG clientCredentials.clientId'],
    [
      { clientCredentials: { tokenUrl: request.tokenUrl, clientId: 'proxy' } },
      'ERR_FIELD_MISSING clientCredentials.clientSecretRef',
    ],
    [{ bearerTokenRef: { name: 'a token', key: 'token' } }, 'ERR_SECRET_NAME_INVALID bearerTokenRef.name'],
    [{ bearerTokenRef: { name: 'token', key: 'a token' } }, 'ERR_SECRET_KEY_INVALID bearerTokenRef.key'],
    [{ clientHeaders: { drop: ['a b'] } }, 'ERR_CLIENT_HEADERS clientHeaders.drop[0]'],
    [{ clientHeaders: { drop: ['X-A'], pass: ['X-B'] } }, 'ERR_CLIENT_HEADERS clientHeaders'],
    [{ clientHeaders: { pass: [] } }, 'ERR_CLIENT_HEADERS clientHeaders.pass'],
    [{ clientHeaders: { pass: ['Cookie'] } }, 'ERR_CLIENT_HEADERS_CREDENTIAL clientHeaders.pass[0]'],
    [{ clientHeaders: { drop: ['Mcp-Session-Id'] } }, 'ERR_CLIENT_HEADERS_PROTOCOL clientHeaders.drop[0]'],
  ])('is sound: %j', (props, refusal) => {
    expect(refused(props)).toEqual([refusal]);
  });

  it('is of one source for each header, told in the terms of the props', () => {
    const authorization = {
      addHeadersFromSecret: [{ headerName: 'authorization', valueSecretRef: clientSecretRef }],
    };
    const { issues } = refusalOf({
      remoteUrl: REMOTE_URL,
      oidcConfig,
      headerForward: authorization,
      bearerTokenRef: { name: 'token', key: 'token' },
    });
    expect(issues).toMatchObject([
      {
        code: 'ERR_CREDENTIAL_CONFLICT',
        path: 'bearerTokenRef',
        message: 'sets Authorization, which headerForward sets as well',
      },
    ]);
    expect(refused({ tokenExchange: request, clientCredentials: request })).toEqual([
      'ERR_CREDENTIAL_CONFLICT clientCredentials',
    ]);
    const elsewhere = { ...request, externalTokenHeaderName: 'X-Upstream-Token' };
    expect(refused({ tokenExchange: elsewhere, clientCredentials: request })).toEqual([
      'ERR_CREDENTIAL_CONFLICT clientCredentials',
    ]);
  });

  it("is not exchanged for a caller's token that nobody asks for", () => {
    expect(refused({ oidcConfig: { type: 'none' }, tokenExchange: request })).toEqual([
      'ERR_CREDENTIAL_NO_CALLER tokenExchange',
    ]);
  });

  it.each([
    ['access_token', 'urn:ietf:params:oauth:token-type:access_token'],
    ['jwt', 'urn:ietf:params:oauth:token-type:jwt'],
    ['urn:ietf:params:oauth:token-type:id_token', 'urn:ietf:params:oauth:token-type:id_token'],
  ])('is got for a token of the type %s', (subjectTokenType, urn) => {
    const { chart } = createProxy({
      remoteUrl: REMOTE_URL,
      oidcConfig,
      tokenExchange: { ...request, subjectTokenType },
    });
    expect(runConfigOf(chart)).toMatchObject({ token_exchange_config: { subject_token_type: urn } });
  });
});

it.each(['TOOLHIVE_TOKEN_EXCHANGE_CLIENT_SECRET', 'TOOLHIVE_CLIENT_CREDENTIALS_CLIENT_SECRET'])(
  'keeps %s for itself',
  (name) => {
    const env = [{ name, value: 'x' }];
    expect(refused({ resourceOverrides: { proxyDeployment: { env } } })).toEqual([
      'ERR_ENV_NAME_RESERVED resourceOverrides.proxyDeployment.env[0].name',
    ]);
  },
);
