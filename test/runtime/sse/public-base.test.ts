import { describe, expect, it } from 'vitest';
import { buildPublicBase, normalizePrefix } from '../../../runtime/src/sse/public-base';

const FORWARDED = [
  'X-Forwarded-Host',
  'mcp.example.com',
  'X-Forwarded-Proto',
  'https',
  'X-Forwarded-Prefix',
  '/team-a',
];

it.each([
  ['', ''],
  ['/', ''],
  ['team-a', '/team-a'],
  ['/team-a/', '/team-a'],
  ['//a/b//', '/a/b'],
])('the prefix %j is %j', (prefix, normalized) => expect(normalizePrefix(prefix)).toBe(normalized));

it('believes nothing of a client unless it is told to', () => {
  expect(buildPublicBase({ endpointPrefix: '', trustProxyHeaders: false }, FORWARDED)).toBe('');
  expect(buildPublicBase({ endpointPrefix: '/p', trustProxyHeaders: false }, FORWARDED)).toBe('/p');
});

describe('behind a trusted router', () => {
  const base = (raw: readonly string[], endpointPrefix = '') =>
    buildPublicBase({ endpointPrefix, trustProxyHeaders: true }, raw);

  it.each<[string[], string]>([
    [[], ''],
    [FORWARDED, 'https://mcp.example.com/team-a'],
    [['x-forwarded-host', 'mcp.example.com:8443'], 'http://mcp.example.com:8443'],
    [['X-Forwarded-Host', '[2001:db8::1]:80'], 'http://[2001:db8::1]:80'],
    [['X-Forwarded-Host', 'outer.example.com, inner.example.com'], 'http://outer.example.com'],
    [['X-Forwarded-Proto', 'https'], ''],
    [['X-Forwarded-Prefix', 'team-a/'], '/team-a'],
    [['X-Forwarded-Host', 'a.example.com', 'X-Forwarded-Proto', 'HTTPS'], 'https://a.example.com'],
  ])('%j is %j', (raw, expected) => expect(base(raw)).toBe(expected));

  it('puts its own prefix before the router’s word', () => {
    expect(base(FORWARDED, '/mine')).toBe('https://mcp.example.com/mine');
  });

  it.each<[string[], string]>([
    [['X-Forwarded-Host', 'evil.example.com/path'], ''],
    [['X-Forwarded-Host', 'user@evil.example.com'], ''],
    [['X-Forwarded-Host', 'evil example.com'], ''],
    [['X-Forwarded-Host', ''], ''],
    [['X-Forwarded-Host', 'a.example.com', 'X-Forwarded-Proto', 'javascript'], 'http://a.example.com'],
    [['X-Forwarded-Prefix', '/a?b'], ''],
    [['X-Forwarded-Prefix', '/a\u0085b'], ''],
    [['X-Forwarded-Prefix', '//evil.example.com'], '/evil.example.com'],
    [['X-Forwarded-Prefix', 'https://evil.example.com'], '/https://evil.example.com'],
  ])('makes of the hostile %j no more than %j', (raw, expected) => expect(base(raw)).toBe(expected));
});
