/** Opaque tokens: the issuer is asked each time, and whatever it answers is judged as a token would be. */
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { INTROSPECTION_PATH, createSigningKey, sendJson, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';
import { AuthRig } from './rig';
import type { RigOptions } from './rig';

const UNAVAILABLE = 'ERR_AUTH_UNAVAILABLE ISSUER_UNAVAILABLE';
const SECRET = 'client secret: ä%&+';

let key: SigningKey;
let issuer: TestIssuer;

beforeAll(async () => {
  key = await createSigningKey('key');
});

beforeEach(async () => {
  issuer = await startTestIssuer([key]);
  onTestFinished(() => issuer.close());
  issuer.introspect = (token) => ({ active: token === 'opaque', ...issuer.claims() });
});

function createRig(options: RigOptions = {}): AuthRig {
  const IntrospectionURL = issuer.url + INTROSPECTION_PATH;
  return new AuthRig(toOidc(issuer.url, { IntrospectionURL, ClientID: 'a client' }), {
    secret: SECRET,
    ...options,
  });
}

const asked = (): number => issuer.countRequests(INTROSPECTION_PATH);

it('lets in what is active, and keeps out what is not', async () => {
  const rig = createRig();
  expect(await rig.ask('opaque')).toBe('ok');
  expect(await rig.ask('other')).toBe('ERR_AUTH_TOKEN_INVALID INACTIVE');
});

it('asks as RFC 7662 has it, with form-encoded client credentials', async () => {
  const rig = createRig();
  await rig.ask('opaque+/=');
  const [request] = issuer.requests;
  expect(request).toMatchObject({
    method: 'POST',
    body: 'token=opaque%2B%2F%3D&token_type_hint=access_token',
  });
  const [scheme, credentials = ''] = (request?.authorization ?? '').split(' ');
  expect(scheme).toBe('Basic');
  expect(Buffer.from(credentials, 'base64').toString()).toBe('a+client:client+secret%3A+%C3%A4%25%26%2B');
});

it('asks every time, so that a revoked token ends at once', async () => {
  const rig = createRig();
  expect([await rig.ask('opaque'), await rig.ask('opaque')]).toEqual(['ok', 'ok']);
  expect(asked()).toBe(2);
  issuer.introspect = () => ({ active: false });
  expect(await rig.ask('opaque')).toBe('ERR_AUTH_TOKEN_INVALID INACTIVE');
});

it('believes an answer for a while, where that was asked for', async () => {
  const rig = createRig({ introspectionCacheMs: 5_000 });
  await rig.ask('opaque');
  expect(rig.isRemembered('opaque')).toBe(true);
  rig.pass(5_000);
  issuer.introspect = () => ({ active: false });
  expect(await rig.ask('opaque')).toBe('ERR_AUTH_TOKEN_INVALID INACTIVE');
  expect(asked()).toBe(2);
});

it('never believes an answer for longer than the token lives', async () => {
  const rig = createRig({ introspectionCacheMs: 3_600_000 });
  issuer.introspect = () => ({ active: true, ...issuer.claims(), exp: Math.floor(Date.now() / 1000) + 30 });
  expect(await rig.ask('opaque')).toBe('ok');
  rig.pass(41_000);
  expect(await rig.ask('opaque')).toBe('ERR_AUTH_TOKEN_INVALID EXPIRED');
});

it.each<[string, Record<string, unknown>, string]>([
  ['another issuer', { iss: 'https://evil.example.com' }, 'ISSUER'],
  ['no issuer', { iss: undefined }, 'ISSUER'],
  ['another audience', { aud: 'other' }, 'AUDIENCE'],
  ['no audience', { aud: undefined }, 'AUDIENCE'],
  ['no subject', { sub: undefined }, 'SUBJECT'],
  ['an expiry in the past', { exp: 1 }, 'EXPIRED'],
  ['an expiry in a string', { exp: '9999999999' }, 'TIMES'],
  ['no expiry', { exp: undefined }, 'TIMES'],
])('keeps out an active token with %s', async (_what, claims, cause) => {
  issuer.introspect = () => ({ active: true, ...issuer.claims(), ...claims });
  expect(await createRig().ask('opaque')).toBe(`ERR_AUTH_TOKEN_INVALID ${cause}`);
});

it.each<[string, unknown]>([
  ['active in a string', { active: 'true' }],
  ['active as a number', { active: 1 }],
  ['an error', { error: 'invalid_client' }],
  ['a list', [{ active: true }]],
  ['null', null],
  ['true', true],
])('cannot tell from %s', async (_what, answer) => {
  issuer.introspect = () => answer;
  const rig = createRig();
  expect(await rig.ask('opaque')).toBe(UNAVAILABLE);
  expect(rig.log).toContain('ANSWER_INVALID');
});

describe('cannot tell when the issuer', () => {
  it('refuses the client', async () => {
    issuer.behave((_request, response) => void response.writeHead(401).end());
    const rig = createRig();
    expect(await rig.ask('opaque')).toBe(UNAVAILABLE);
    expect(rig.log).toContain('HTTP_401');
  });

  it('is down, and can when it is back', async () => {
    const rig = createRig();
    await issuer.close();
    expect(await rig.ask('opaque')).toBe(UNAVAILABLE);
    await issuer.open();
    expect(await rig.ask('opaque')).toBe('ok');
    expect(rig.log).toContain('issuer can be asked again');
  });

  it('does not answer, while callers with signed tokens come in', async () => {
    const rig = createRig();
    const token = await issuer.sign(key);
    await rig.ask(token);
    issuer.behave(() => {});
    const opaque = Promise.all(Array.from({ length: 300 }, (_, index) => rig.ask(`opaque-${index}`)));
    const before = performance.now();
    expect(await rig.ask(token)).toBe('ok');
    expect(performance.now() - before).toBeLessThan(200);
    const outcomes = await opaque;
    expect(outcomes.filter((outcome) => outcome === UNAVAILABLE)).toHaveLength(192);
    const isRefused = (outcome: string): boolean => outcome === 'ERR_AUTH_UNAVAILABLE TOO_MANY_CHECKS';
    expect(outcomes.filter(isRefused)).toHaveLength(108);
  });
});

it('keeps nobody waiting for it who comes from elsewhere, not even with a new key', async () => {
  const rig = createRig();
  await rig.ask(await issuer.sign(key));
  issuer.delayMs = 2000;
  const opaque = Array.from({ length: 300 }, (_, index) => rig.ask(`opaque-${index}`, 'one'));
  const newKey = await createSigningKey('new');
  issuer.publish(key, newKey);
  const before = performance.now();
  expect(await rig.ask(await issuer.sign(newKey), 'another')).toBe('ok');
  expect(performance.now() - before).toBeLessThan(1500);
  const outcomes = await Promise.all(opaque);
  expect(outcomes.filter((outcome) => outcome.endsWith('TOO_MANY_CHECKS'))).toHaveLength(108);
  expect(outcomes.filter((outcome) => outcome.endsWith('INACTIVE'))).toHaveLength(192);
});

it('does not ask about signed tokens, good or bad', async () => {
  const rig = createRig();
  expect(await rig.ask(await issuer.sign(key))).toBe('ok');
  const token = await issuer.sign(key);
  expect(await rig.ask(`${token}=`)).toBe('ERR_AUTH_TOKEN_INVALID NOT_A_JWT');
  expect(asked()).toBe(0);
});

it('asks without credentials when there are none', async () => {
  const IntrospectionURL = issuer.url + INTROSPECTION_PATH;
  const rig = new AuthRig(toOidc(issuer.url, { IntrospectionURL }));
  expect(await rig.ask('opaque')).toBe('ok');
  expect(issuer.requests[0]?.authorization).toBeUndefined();
});

it('logs neither token nor client secret, whatever happens', async () => {
  const rig = createRig();
  for (const behaviour of [undefined, 'hang up', 'echo'] as const) {
    issuer.behave(
      behaviour &&
        ((request, response) => {
          if (behaviour === 'hang up') request.socket.destroy();
          else sendJson(response, { error: request.headers.authorization });
        }),
    );
    await rig.ask('opaque-and-secret');
    await rig.ask('opaque');
  }
  expect(rig.log).toContain('cannot be asked');
  expect(rig.log).not.toMatch(/opaque|secret|Basic/);
});
