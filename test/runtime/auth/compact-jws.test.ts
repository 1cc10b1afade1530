import { describe, expect, it } from 'vitest';
import { looksLikeJwt, parseCompactJws } from '../../../runtime/src/auth/compact-jws';

const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64url');
const token = (header: string, payload: string, signature = 'c2ln'): string =>
  `${encode(header)}.${encode(payload)}.${signature}`;

it.each<[string, string, object]>([
  ['members', '{"sub":"a","aud":["b"],"nested":{"sub":"c","list":[{"x":1},{"x":2}]}}', { sub: 'a' }],
  ['white space', ' { "sub" : "a" } ', { sub: 'a' }],
  ['what looks like a name inside a text', '{"sub":"\\"a\\":1,\\\\"}', { sub: '"a":1,\\' }],
  ['no members', '{}', {}],
  ['other scripts', '{"sub":"ж"}', { sub: 'ж' }],
])('reads %s', (_what, payload, claims) => {
  expect(parseCompactJws(token('{"alg":"ES256"}', payload))).toMatchObject({
    header: { alg: 'ES256' },
    claims,
  });
});

describe('refuses', () => {
  const good = token('{"alg":"ES256"}', '{"sub":"a"}');
  it('nothing that is good', () => expect(parseCompactJws(good)).toBeDefined());

  it.each<[string, string]>([
    ['padding after the signature', `${good}=`],
    ['padding after the payload', `${encode('{"alg":"ES256"}')}.${encode('{"sub":"ab"}')}=.c2ln`],
    ['unused bits that are set', good.replace(/c2ln$/, 'c2h')],
    ['letters of the other alphabet', good.replace(/c2ln$/, 'c2+/')],
    ['a character beyond the last', good.replace(/c2ln$/, 'c2lnA')],
    ['white space within', good.replace('.c2ln', '.c2 ln')],
    ['no signature', good.replace(/c2ln$/, '')],
    ['two parts', good.slice(0, good.lastIndexOf('.'))],
    ['four parts', `${good}.c2ln`],
    ['five parts, as encrypted tokens have', `${good}.c2ln.c2ln`],
    ['a payload of another token', token('{"alg":"ES256"}', good)],
    ['a payload that is a list', token('{"alg":"ES256"}', '[]')],
    ['a payload that is null', token('{"alg":"ES256"}', 'null')],
    ['a payload that is a text', token('{"alg":"ES256"}', '"a"')],
    ['a payload that is not JSON', token('{"alg":"ES256"}', '{sub:1}')],
    ['two JSON values', token('{"alg":"ES256"}', '{} {}')],
    ['a byte order mark', token('{"alg":"ES256"}', '\ufeff{"sub":"a"}')],
    [
      'what is not UTF-8',
      `${encode('{"alg":"ES256"}')}.${encode(Buffer.from('{"sub":"\xff"}', 'latin1'))}.c2ln`,
    ],
    ['the same claim twice', token('{"alg":"ES256"}', '{"sub":"a","sub":"b"}')],
    ['the same claim twice, once escaped', token('{"alg":"ES256"}', '{"sub":"a","\\u0073ub":"b"}')],
    ['the same claim twice, deep inside', token('{"alg":"ES256"}', '{"a":[{"b":1,"b":1}]}')],
    ['the same parameter twice', token('{"alg":"none","alg":"ES256"}', '{"sub":"a"}')],
    ['__proto__ twice', token('{"alg":"ES256"}', '{"__proto__":{},"__proto__":{}}')],
  ])('%s', (_what, text) => expect(parseCompactJws(text)).toBeUndefined());
});

it('is not exhausted by deep nesting', () => {
  const depth = 10_000;
  const payload = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect(parseCompactJws(token('{"alg":"ES256"}', payload))).toBeDefined();
});

it.each<[string, boolean]>([
  [token('{"alg":"none"}', 'x'), true],
  [`${encode('{"alg":"RSA-OAEP","enc":"A256GCM"}')}.a.b.c.d`, true],
  [`${encode('{"alg":"ES256"}')}.`, true],
  [`${encode('{"typ":"JWT"}')}.a.b`, false],
  ['v4.public.payload', false],
  ['opaque', false],
  ['', false],
  ['..', false],
])('%s looks like a JWT: %s', (text, expected) => expect(looksLikeJwt(text)).toBe(expected));
