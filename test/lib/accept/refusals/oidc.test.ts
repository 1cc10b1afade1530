/** Every rule about oidcConfig, with the code and the path a user gets. */
import { describe, expect, it } from 'vitest';
import { createProxy, REMOTE_URL, refusalsOf, TOOLHIVE_IMAGE } from '../../support';

const accepted = { remoteUrl: REMOTE_URL, image: TOOLHIVE_IMAGE };

describe('oidcConfig', () => {
  const inline = { issuer: 'https://auth.example.com', audience: 'mcp' };
  const data = { ...inline };

  it.each([
    ['an unknown type', { type: 'file' }, ['ERR_OIDC_TYPE_UNKNOWN type']],
    ['inline without its object', { type: 'inline' }, ['ERR_OIDC_SOURCE_MISSING inline']],
    ['configMap without its object', { type: 'configMap' }, ['ERR_OIDC_SOURCE_MISSING configMap']],
    ['the object of another type', { type: 'kubernetes', inline }, ['ERR_OIDC_SOURCE_EXTRA inline']],
    ['an object without its type', { inline }, ['ERR_OIDC_SOURCE_EXTRA inline']],
    [
      'the wrong object only',
      { type: 'inline', kubernetes: {} },
      ['ERR_OIDC_SOURCE_MISSING inline', 'ERR_OIDC_SOURCE_EXTRA kubernetes'],
    ],
    [
      'a field the operator never reads',
      { type: 'kubernetes', kubernetes: { namespace: 'a' } },
      ['ERR_FIELD_UNKNOWN kubernetes.namespace'],
    ],
    [
      'a plaintext client secret',
      { type: 'inline', inline: { ...inline, clientSecret: 'x' } },
      ['ERR_FIELD_UNKNOWN inline.clientSecret'],
    ],
    [
      'nothing inline',
      { type: 'inline', inline: {} },
      ['ERR_OIDC_ISSUER_MISSING inline.issuer', 'ERR_OIDC_AUDIENCE_MISSING inline.audience'],
    ],
    [
      'an empty audience',
      { type: 'inline', inline: { ...inline, audience: '' } },
      ['ERR_OIDC_AUDIENCE_MISSING inline.audience'],
    ],
    [
      'an audience of spaces',
      { type: 'inline', inline: { ...inline, audience: '  ' } },
      ['ERR_OIDC_AUDIENCE_MISSING inline.audience'],
    ],
    [
      'an audience of spaces, of a cluster',
      { kubernetes: { audience: ' ' } },
      ['ERR_OIDC_AUDIENCE_MISSING kubernetes.audience'],
    ],
    [
      'an audience of spaces in data',
      { type: 'configMap', configMap: { name: 'oidc', data: { ...data, audience: ' ' } } },
      ['ERR_OIDC_AUDIENCE_MISSING configMap.data["audience"]'],
    ],
    [
      'a resource URL with port 0',
      { resourceUrl: 'https://a.example.com:0' },
      ['ERR_OIDC_URL_INVALID resourceUrl'],
    ],
    [
      'an http issuer',
      { type: 'inline', inline: { ...inline, issuer: 'http://auth.example.com' } },
      ['ERR_OIDC_URL_INVALID inline.issuer'],
    ],
    [
      'an issuer with a query',
      { type: 'inline', inline: { ...inline, issuer: 'https://auth.example.com?a' } },
      ['ERR_OIDC_URL_INVALID inline.issuer'],
    ],
    [
      'an issuer without scheme',
      { type: 'inline', inline: { ...inline, issuer: 'auth.example.com' } },
      ['ERR_OIDC_URL_INVALID inline.issuer'],
    ],
    [
      'http keys',
      { type: 'inline', inline: { ...inline, jwksUrl: 'http://a.example.com' } },
      ['ERR_OIDC_URL_INVALID inline.jwksUrl'],
    ],
    [
      'an introspection URL with credentials',
      { type: 'inline', inline: { ...inline, introspectionUrl: 'https://u:p@a.example.com' } },
      ['ERR_OIDC_URL_INVALID inline.introspectionUrl'],
    ],
    [
      'an http issuer of a cluster',
      { kubernetes: { issuer: 'http://kubernetes.default.svc' } },
      ['ERR_OIDC_URL_INVALID kubernetes.issuer'],
    ],
    [
      'a resource URL with a fragment',
      { resourceUrl: 'https://a.example.com#b' },
      ['ERR_OIDC_URL_INVALID resourceUrl'],
    ],
    [
      'a client secret without key',
      { type: 'inline', inline: { ...inline, clientSecretRef: { name: 'a' } } },
      ['ERR_FIELD_MISSING inline.clientSecretRef.key'],
    ],
    [
      'a bad client secret',
      { type: 'inline', inline: { ...inline, clientSecretRef: { name: 'A', key: '/' } } },
      [
        'ERR_SECRET_NAME_INVALID inline.clientSecretRef.name',
        'ERR_SECRET_KEY_INVALID inline.clientSecretRef.key',
      ],
    ],
    [
      'a CA bundle of 49 characters',
      { type: 'inline', inline: { ...inline, caBundleRef: { configMapRef: { name: 'a'.repeat(49) } } } },
      ['ERR_CONFIG_MAP_NAME_INVALID inline.caBundleRef.configMapRef.name'],
    ],
    [
      'a CA bundle with a dot',
      { type: 'inline', inline: { ...inline, caBundleRef: { configMapRef: { name: 'a.b' } } } },
      ['ERR_CONFIG_MAP_NAME_INVALID inline.caBundleRef.configMapRef.name'],
    ],
    [
      'a CA bundle with a bad key',
      { type: 'inline', inline: { ...inline, caBundleRef: { configMapRef: { name: 'a', key: '../b' } } } },
      ['ERR_CONFIG_MAP_KEY_INVALID inline.caBundleRef.configMapRef.key'],
    ],
    [
      'a CA bundle without source',
      { type: 'inline', inline: { ...inline, caBundleRef: {} } },
      ['ERR_FIELD_MISSING inline.caBundleRef.configMapRef'],
    ],
    [
      'a ConfigMap without data',
      { type: 'configMap', configMap: { name: 'oidc' } },
      ['ERR_OIDC_CONFIG_MAP_DATA_MISSING configMap.data'],
    ],
    [
      'a ConfigMap without name',
      { type: 'configMap', configMap: { data } },
      ['ERR_FIELD_MISSING configMap.name'],
    ],
    [
      'a bad ConfigMap',
      { type: 'configMap', configMap: { name: 'O', key: 'a/b', data } },
      ['ERR_CONFIG_MAP_NAME_INVALID configMap.name', 'ERR_CONFIG_MAP_KEY_INVALID configMap.key'],
    ],
    [
      'empty data',
      { type: 'configMap', configMap: { name: 'oidc', data: {} } },
      [
        'ERR_OIDC_ISSUER_MISSING configMap.data["issuer"]',
        'ERR_OIDC_AUDIENCE_MISSING configMap.data["audience"]',
      ],
    ],
    [
      'a misspelt key in data',
      { type: 'configMap', configMap: { name: 'oidc', data: { ...data, Audience: 'a', 'oidc.json': '{}' } } },
      ['ERR_FIELD_UNKNOWN configMap.data["Audience"]'],
    ],
    [
      'a secret in data',
      { type: 'configMap', configMap: { name: 'oidc', data: { ...data, clientSecret: 'x' } } },
      ['ERR_OIDC_CONFIG_MAP_SECRET configMap.data["clientSecret"]'],
    ],
    [
      'an http issuer in data',
      {
        type: 'configMap',
        configMap: {
          name: 'oidc',
          data: { ...data, issuer: 'http://a.example.com', insecureAllowHTTP: 'yes' },
        },
      },
      ['ERR_OIDC_URL_INVALID configMap.data["issuer"]'],
    ],
  ])('%s', (_title, oidcConfig, expected) => {
    expect(refusalsOf({ ...accepted, oidcConfig })).toEqual(
      expected.map((line) => line.replace(' ', ' oidcConfig.')),
    );
  });

  it('takes http where insecureAllowHTTP says so', () => {
    const http = { ...inline, issuer: 'http://auth.example.com', insecureAllowHTTP: true };
    expect(() => createProxy({ ...accepted, oidcConfig: { type: 'inline', inline: http } })).not.toThrow();
  });
});
