import { describe, expect, it } from 'vitest';
import { validateOidcTerms, validateResourceUrl } from '../../contract/oidc-rules';
import type { OidcTerms } from '../../contract/oidc-rules';

const accepted: OidcTerms = {
  Issuer: 'https://auth.example.com',
  Audience: 'mcp',
  JWKSURL: '',
  IntrospectionURL: '',
  InsecureAllowHTTP: false,
};

function refusalsOf(terms: Partial<OidcTerms>): string[] {
  return validateOidcTerms({ ...accepted, ...terms }, (term) => `oidc_config.${term}`).map(
    ({ code, path }) => `${code} ${path}`,
  );
}

describe('the terms of oidc_config', () => {
  it.each<[string, Partial<OidcTerms>]>([
    ['issuer and audience', {}],
    ['an issuer with a path', { Issuer: 'https://auth.example.com/realms/mcp' }],
    ['an issuer that ends with a slash', { Issuer: 'https://auth.example.com/' }],
    ['a scheme in capitals', { Issuer: 'HTTPS://auth.example.com' }],
    ['every URL', { JWKSURL: 'https://a.example.com/keys?v=1', IntrospectionURL: 'https://b.example.com/i' }],
    ['http where it is allowed', { Issuer: 'http://localhost:8080', InsecureAllowHTTP: true }],
  ])('may be %s', (_title, terms) => {
    expect(refusalsOf(terms)).toEqual([]);
  });

  it.each<[string, Partial<OidcTerms>, string[]]>([
    ['no issuer', { Issuer: '' }, ['ERR_OIDC_ISSUER_MISSING Issuer']],
    [
      'an issuer with a query, http allowed or not',
      { Issuer: 'https://auth.example.com?a', InsecureAllowHTTP: true },
      ['ERR_OIDC_URL_INVALID Issuer'],
    ],
    ['an issuer with a fragment', { Issuer: 'https://auth.example.com#a' }, ['ERR_OIDC_URL_INVALID Issuer']],
    ['an issuer that is a blank', { Issuer: ' ' }, ['ERR_OIDC_URL_INVALID Issuer']],
    ['an issuer over http', { Issuer: 'http://auth.example.com' }, ['ERR_OIDC_URL_INVALID Issuer']],
    ['no audience', { Audience: '' }, ['ERR_OIDC_AUDIENCE_MISSING Audience']],
    ['an audience of blanks', { Audience: ' \t' }, ['ERR_OIDC_AUDIENCE_MISSING Audience']],
    ['keys over http', { JWKSURL: 'http://auth.example.com/keys' }, ['ERR_OIDC_URL_INVALID JWKSURL']],
    ['keys in a file', { JWKSURL: 'file:///keys.json' }, ['ERR_OIDC_URL_INVALID JWKSURL']],
    [
      'keys in a file, http allowed',
      { JWKSURL: 'file:///keys.json', InsecureAllowHTTP: true },
      ['ERR_OIDC_URL_INVALID JWKSURL'],
    ],
    [
      'introspection with credentials',
      { IntrospectionURL: 'https://u:p@auth.example.com' },
      ['ERR_OIDC_URL_INVALID IntrospectionURL'],
    ],
    [
      'nothing at all',
      { Issuer: '', Audience: '' },
      ['ERR_OIDC_ISSUER_MISSING Issuer', 'ERR_OIDC_AUDIENCE_MISSING Audience'],
    ],
  ])('may not be %s', (_title, terms, expected) => {
    expect(refusalsOf(terms)).toEqual(expected.map((line) => line.replace(' ', ' oidc_config.')));
  });
});

describe('the URL clients know the proxy by', () => {
  it.each(['https://mcp.example.com/mcp', 'http://mcp-my-proxy-remote-proxy.tools.svc.cluster.local:8080'])(
    'may be %s',
    (url) => {
      expect(validateResourceUrl(url, 'resourceUrl')).toEqual([]);
    },
  );

  it.each(['', 'mcp.example.com', 'ftp://mcp.example.com', 'https://mcp.example.com#a'])(
    'may not be %j',
    (url) => {
      expect(validateResourceUrl(url, 'resourceUrl')).toMatchObject([
        { code: 'ERR_OIDC_URL_INVALID', path: 'resourceUrl' },
      ]);
    },
  );
});
