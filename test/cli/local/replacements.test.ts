import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../contract/issue';
import { parseManifests } from '../../../documents/parse-manifests';
import { toAdapt } from '../../../cli/local/replacements';
import type { ReplacementOptions } from '../../../cli/local/replacements';
import { resolveProxies } from '../../../cli/local/resolve-proxies';
import { deployment, runConfigMap } from './fixtures';

const OIDC = {
  Issuer: 'https://auth.example.com',
  Audience: 'search',
  JWKSURL: 'https://auth.example.com/keys',
  ClientID: 'search',
  CACertPath: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
  AuthTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
  IntrospectionURL: 'https://auth.example.com/introspect',
  ResourceURL: 'https://search.example.com/mcp',
  Scopes: ['tools'],
};

function runConfig(name: string, fields: object = {}): string {
  const base = { name, remote_url: `https://${name}.example.com/mcp`, transport: 'sse', port: 8080 };
  return JSON.stringify({ ...base, ...fields });
}

interface Replaced {
  readonly configs: readonly Record<string, unknown>[];
  readonly issues: readonly Issue[];
}

/** Two proxies: `search`, which asks for tokens, and `open`, which does not. */
function replace(options: ReplacementOptions, ...names: string[]): Replaced {
  const issues: Issue[] = [];
  const objects = [
    ...[deployment({ name: 'search' }), deployment({ name: 'open' })],
    runConfigMap({ name: 'search' }, runConfig('search', { oidc_config: OIDC })),
    runConfigMap({ name: 'open' }, runConfig('open')),
  ];
  const text = JSON.stringify({ kind: 'List', items: objects });
  const chosen = names.length === 0 ? undefined : names;
  const manifests = parseManifests(text, 'dist.json', issues);
  const containers = resolveProxies(manifests, chosen, issues, toAdapt(options));
  return {
    issues,
    configs: containers.map(({ runConfig: json }) => JSON.parse(json) as Record<string, unknown>),
  };
}

const ISSUER = { issuer: ['https://other.example.com'] };

it.each<[string, ReplacementOptions, string[]]>([
  ['the only proxy', { remoteUrl: ['http://127.0.0.1:9/a?b=c'] }, ['open']],
  ['one by its name', { remoteUrl: ['open=http://127.0.0.1:9/a?b=c'], ...ISSUER }, ['search', 'open']],
  [
    'one by its name and namespace',
    { remoteUrl: ['toolhive/open=http://127.0.0.1:9/a?b=c'], ...ISSUER },
    ['search', 'open'],
  ],
])('the remote of %s', (_what, options, names) => {
  const { configs, issues } = replace(options, ...names);
  expect(issues).toEqual([]);
  const urls = { search: 'https://search.example.com/mcp', open: 'http://127.0.0.1:9/a?b=c' };
  expect(configs.map(({ name, remote_url: url }) => [name, url])).toEqual(
    Object.entries(urls).filter(([name]) => names.includes(name)),
  );
});

const KEPT = { Audience: 'search', ResourceURL: OIDC.ResourceURL, Scopes: ['tools'], AllowPrivateIP: true };
const DROPPED = { ClientID: '', ClientSecret: '', CACertPath: '', AuthTokenFile: '', IntrospectionURL: '' };

it.each<[string, ReplacementOptions, object]>([
  [
    'an issuer, of which nothing is left',
    { issuer: ['https://other.example.com'] },
    { Issuer: 'https://other.example.com', JWKSURL: '', InsecureAllowHTTP: false },
  ],
  [
    'an issuer on this machine, by http',
    { issuer: ['search=http://localhost:9'] },
    { Issuer: 'http://localhost:9', JWKSURL: '', InsecureAllowHTTP: true },
  ],
  [
    'the keys alone',
    { jwksUrl: ['http://127.0.0.1:8001/openid/v1/jwks'] },
    {
      Issuer: 'https://auth.example.com',
      JWKSURL: 'http://127.0.0.1:8001/openid/v1/jwks',
      InsecureAllowHTTP: true,
    },
  ],
  [
    'both, one for all and one for a proxy',
    {
      issuer: ['https://all.example.com', 'search=https://own.example.com'],
      jwksUrl: ['https://[::1]/keys'],
    },
    { Issuer: 'https://own.example.com', JWKSURL: 'https://[::1]/keys', InsecureAllowHTTP: false },
  ],
])('%s', (_what, options, fields) => {
  const { configs, issues } = replace(options);
  expect(issues).toEqual([]);
  expect(configs[0]?.['oidc_config']).toEqual({ ...KEPT, ...DROPPED, ...fields });
  expect(configs[1]).not.toHaveProperty('oidc_config');
});

describe('refused', () => {
  it.each<[string, ReplacementOptions, string[], string[]]>([
    [
      'a remote for one of two, unsaid which',
      { ...ISSUER, remoteUrl: ['https://a.example.com'] },
      [],
      ['ERR_LOCAL_DEPLOYMENT_AMBIGUOUS --remote-url'],
    ],
    [
      'a name there is not',
      { ...ISSUER, remoteUrl: ['searhc=https://a.example.com'] },
      [],
      ['ERR_LOCAL_DEPLOYMENT_NOT_FOUND --remote-url'],
    ],
    [
      'a proxy that was not chosen',
      { remoteUrl: ['search=https://a.example.com'] },
      ['open'],
      ['ERR_LOCAL_DEPLOYMENT_NOT_FOUND --remote-url'],
    ],
    ['no URL', { ...ISSUER, remoteUrl: ['search='] }, [], ['ERR_REMOTE_URL_INVALID --remote-url']],
    [
      'a remote with credentials',
      { remoteUrl: ['https://a:b@c.example.com'] },
      ['open'],
      ['ERR_REMOTE_URL_CREDENTIALS --remote-url'],
    ],
    [
      'two for one',
      { remoteUrl: ['open=https://a.example.com', 'open=https://b.example.com'] },
      ['open'],
      ['ERR_LOCAL_OPTION --remote-url'],
    ],
    ['an issuer for a proxy without', ISSUER, ['open'], ['ERR_LOCAL_OPTION --issuer']],
    [
      'the keys of a proxy without',
      { ...ISSUER, jwksUrl: ['open=https://a.example.com'] },
      [],
      ['ERR_LOCAL_OPTION --jwks-url'],
    ],
    [
      'an issuer elsewhere by http',
      { issuer: ['http://auth.example.com'] },
      ['search'],
      ['ERR_OIDC_URL_INVALID --issuer'],
    ],
    [
      'an issuer with a query',
      { issuer: ['https://auth.example.com/?a'] },
      ['search'],
      ['ERR_OIDC_URL_INVALID --issuer'],
    ],
    ['no issuer', { issuer: [''] }, ['search'], ['ERR_OIDC_ISSUER_MISSING --issuer']],
    ['no keys', { ...ISSUER, jwksUrl: ['file:///keys'] }, ['search'], ['ERR_OIDC_URL_INVALID --jwks-url']],
  ])('%s', (_what, options, names, expected) => {
    const { issues } = replace(options, ...names);
    expect(issues.map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
  });
});

it('leaves the identity of the pod to be asked for where nothing replaces it', () => {
  const { issues } = replace({}, 'search');
  expect(issues.map(({ code }) => code)).toEqual(['ERR_LOCAL_UNSUPPORTED']);
  expect(issues[0]?.hint).toContain('kubectl proxy');
  expect(issues[0]?.hint).toContain('--issuer');
});
