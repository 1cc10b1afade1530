import { expect, it } from 'vitest';
import { CLOCK_LEEWAY_MS, readCaller } from '../../../runtime/src/auth/claims';

const ISSUER = 'https://issuer.example.com';
const AUDIENCE = 'api';
const NOW_S = 2_000_000_000;
const LEEWAY_S = CLOCK_LEEWAY_MS / 1000;
const GOOD = { iss: ISSUER, aud: AUDIENCE, sub: 'someone', exp: NOW_S + 60 };

const read = (changes: object): unknown =>
  readCaller({ ...GOOD, ...changes }, { issuer: ISSUER, audience: AUDIENCE }, NOW_S * 1000);

it('says who calls', () => {
  expect(read({ scope: 'a b' })).toEqual({
    subject: 'someone',
    issuer: ISSUER,
    client: undefined,
    scopes: ['a', 'b'],
    kind: 'caller',
    acceptedUntilMs: (NOW_S + 60) * 1000 + CLOCK_LEEWAY_MS,
  });
});

it.each<[string, object, string | undefined]>([
  ['RFC 9068', { client_id: 'app', azp: 'other' }, 'app'],
  ['OpenID Connect', { azp: 'app' }, 'app'],
  ['Okta', { cid: 'app' }, 'app'],
  ['nobody', { client_id: 1, azp: ['app'] }, undefined],
])('says which client a token is for, as %s has it', (_who, changes, client) =>
  expect(read(changes)).toMatchObject({ client }),
);

it.each<[string, object]>([
  ['one of several audiences', { aud: ['other', AUDIENCE] }],
  ['times with fractions', { exp: NOW_S + 0.5, nbf: NOW_S - 0.5, iat: NOW_S - 0.5 }],
  ['just expired', { exp: NOW_S - LEEWAY_S + 1 }],
  ['just not valid yet', { nbf: NOW_S + LEEWAY_S }],
  ['issued by a clock a little ahead', { iat: NOW_S + LEEWAY_S }],
])('accepts %s', (_what, changes) => expect(read(changes)).toMatchObject({ subject: 'someone' }));

it.each<[string, object, string]>([
  ['no issuer', { iss: undefined }, 'ISSUER'],
  ['another issuer', { iss: 'https://evil.example.com' }, 'ISSUER'],
  ['a slash more', { iss: `${ISSUER}/` }, 'ISSUER'],
  ['a space more', { iss: `${ISSUER} ` }, 'ISSUER'],
  ['another case', { iss: ISSUER.toUpperCase() }, 'ISSUER'],
  ['a list of issuers', { iss: [ISSUER] }, 'ISSUER'],
  ['no audience', { aud: undefined }, 'AUDIENCE'],
  ['another audience', { aud: 'other' }, 'AUDIENCE'],
  ['an audience that begins with it', { aud: `${AUDIENCE}2` }, 'AUDIENCE'],
  ['several audiences in one text', { aud: `other ${AUDIENCE}` }, 'AUDIENCE'],
  ['an empty audience', { aud: '' }, 'AUDIENCE'],
  ['an empty list', { aud: [] }, 'AUDIENCE'],
  ['a list of a list', { aud: [[AUDIENCE]] }, 'AUDIENCE'],
  ['a list with something else in it', { aud: [AUDIENCE, 1] }, 'AUDIENCE'],
  ['an audience that is an object', { aud: { [AUDIENCE]: true } }, 'AUDIENCE'],
  ['an audience that is true', { aud: true }, 'AUDIENCE'],
  ['no subject', { sub: undefined }, 'SUBJECT'],
  ['an empty subject', { sub: '' }, 'SUBJECT'],
  ['a blank subject', { sub: ' ' }, 'SUBJECT'],
  ['a number for a subject', { sub: 42 }, 'SUBJECT'],
  ['a list of subjects', { sub: ['someone'] }, 'SUBJECT'],
  ['no expiry', { exp: undefined }, 'TIMES'],
  ['null for an expiry', { exp: null }, 'TIMES'],
  ['an expiry in a string', { exp: String(NOW_S + 60) }, 'TIMES'],
  ['an endless expiry', { exp: Number.POSITIVE_INFINITY }, 'TIMES'],
  ['a list for an expiry', { exp: [NOW_S + 60] }, 'TIMES'],
  ['a start in a string', { nbf: String(NOW_S - 60) }, 'TIMES'],
  ['an issue time in a string', { iat: String(NOW_S - 60) }, 'TIMES'],
  ['expired', { exp: NOW_S - LEEWAY_S }, 'EXPIRED'],
  ['expired in 1970', { exp: 0 }, 'EXPIRED'],
  ['a negative expiry', { exp: -1 }, 'EXPIRED'],
  ['not valid yet', { nbf: NOW_S + LEEWAY_S + 1 }, 'NOT_YET_VALID'],
  ['issued in the future', { iat: NOW_S + LEEWAY_S + 1 }, 'NOT_YET_VALID'],
])('refuses %s', (_what, changes, cause) => expect(read(changes)).toBe(cause));

it.each<[string, object, string[]]>([
  ['none', {}, []],
  ['scope', { scope: 'read  write ' }, ['read', 'write']],
  ['scope as a list', { scope: ['read', 'write'] }, ['read', 'write']],
  ['scp as Entra writes it', { scp: 'read write' }, ['read', 'write']],
  ['scp as Okta writes it', { scp: ['read', 'write'] }, ['read', 'write']],
  ['both', { scope: 'read', scp: 'write' }, ['read', 'write']],
  ['neither text nor list', { scope: 1, scp: { read: true } }, []],
  ['a list of other things', { scope: [1, null, 'read'] }, ['read']],
])('reads scopes: %s', (_what, changes, scopes) => expect(read(changes)).toMatchObject({ scopes }));
