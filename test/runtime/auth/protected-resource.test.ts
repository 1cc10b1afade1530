import { describe, expect, it } from 'vitest';
import type { OwnAnswer } from '../../../runtime/src/http/own-answer';
import { buildMetadataAnswer, buildProtectedResource } from '../../../runtime/src/auth/protected-resource';
import type { ProtectedResource } from '../../../runtime/src/auth/protected-resource';
import { toOidc } from '../../support/to-oidc';

const ISSUER = 'https://issuer.example.com';
const ROOT = '/.well-known/oauth-protected-resource';

const build = (
  ResourceURL: string,
  Scopes: string[] | null = null,
  required: string[] = [],
): ProtectedResource =>
  buildProtectedResource(toOidc(ISSUER, { ResourceURL, Scopes }), required, ['/mcp', '/mcp/', '/v2/mcp']);

const fieldOf = ({ fields = [] }: OwnAnswer, name: string): string | undefined =>
  fields[fields.indexOf(name) + 1];

it.each([
  ['https://proxy.example.com/mcp', 'https://proxy.example.com/.well-known/oauth-protected-resource/mcp'],
  ['https://proxy.example.com', 'https://proxy.example.com/.well-known/oauth-protected-resource'],
  ['https://proxy.example.com/', 'https://proxy.example.com/.well-known/oauth-protected-resource'],
  [
    'http://a.default.svc.cluster.local:8080',
    'http://a.default.svc.cluster.local:8080/.well-known/oauth-protected-resource',
  ],
  [
    'https://example.com:8443/team/"x"',
    'https://example.com:8443/.well-known/oauth-protected-resource/team/%22x%22',
  ],
])('of %s is at %s', (url, metadataUrl) => expect(build(url).metadataUrl).toBe(metadataUrl));

it('is served for the root, the resource and every endpoint', () => {
  expect([...build('https://proxy.example.com/team/mcp').metadataPaths].sort()).toEqual([
    ROOT,
    `${ROOT}/mcp`,
    `${ROOT}/team/mcp`,
    `${ROOT}/v2/mcp`,
  ]);
});

describe('the document', () => {
  it('says where tokens come from', () => {
    expect(JSON.parse(build('https://proxy.example.com/mcp').metadata.text)).toEqual({
      resource: 'https://proxy.example.com/mcp',
      authorization_servers: [ISSUER],
      bearer_methods_supported: ['header'],
    });
  });

  it('names the scopes that are announced or required, once each', () => {
    const { metadata } = build('https://proxy.example.com', ['openid', 'read'], ['read', 'write']);
    expect(JSON.parse(metadata.text)).toMatchObject({ scopes_supported: ['openid', 'read', 'write'] });
  });
});

describe('the answer', () => {
  const resource = build('https://proxy.example.com/mcp');

  it.each(['GET', 'HEAD'])('to %s is the document, for pages of any origin', (method) => {
    const answer = buildMetadataAnswer(resource, method);
    expect(answer).toMatchObject({ status: 200, body: resource.metadata });
    expect(fieldOf(answer, 'Access-Control-Allow-Origin')).toBe('*');
  });

  it('to OPTIONS allows what SDKs send', () => {
    const answer = buildMetadataAnswer(resource, 'OPTIONS');
    expect(answer).toMatchObject({ status: 204 });
    expect(answer).not.toHaveProperty('body');
    expect(fieldOf(answer, 'Access-Control-Allow-Methods')).toBe('GET, HEAD, OPTIONS');
    expect(fieldOf(answer, 'Access-Control-Allow-Headers')).toBe('*, Authorization');
  });

  it.each(['POST', 'PUT', 'DELETE', 'TRACE'])('to %s is a refusal', (method) => {
    const answer = buildMetadataAnswer(resource, method);
    expect(answer).toMatchObject({ status: 405, code: 'ERR_PROXY_METHOD' });
    expect(fieldOf(answer, 'Allow')).toBe('GET, HEAD, OPTIONS');
  });
});
