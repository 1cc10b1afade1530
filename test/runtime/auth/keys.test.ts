/** Keys come and go, and callers notice nothing but the ends of those that were withdrawn. */
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { KEYS_FRESH_MS, KEYS_RENEW_MS, UNKNOWN_KEY_BURST } from '../../../runtime/src/auth/key-source';
import { createSigningKey, DISCOVERY_PATH, KEYS_PATH, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';
import { AuthRig } from './rig';

const UNKNOWN = 'ERR_AUTH_TOKEN_INVALID UNKNOWN_KEY';
const HELD_BACK = 'ERR_AUTH_UNAVAILABLE KEYS_ASKED_FOR';

let first: SigningKey;
let second: SigningKey;
let issuer: TestIssuer;
let rig: AuthRig;

beforeAll(async () => {
  first = await createSigningKey('first');
  second = await createSigningKey('second', 'RS256');
});

beforeEach(async () => {
  issuer = await startTestIssuer([first]);
  onTestFinished(() => issuer.close());
  rig = new AuthRig(toOidc(issuer.url));
});

const fetches = (): number => issuer.countRequests(KEYS_PATH);

it('are fetched once, however many callers there are', async () => {
  const tokens = await Promise.all(Array.from({ length: 50 }, () => issuer.sign(first)));
  expect(new Set(await Promise.all(tokens.map((token) => rig.ask(token))))).toEqual(new Set(['ok']));
  expect(issuer.requests.map(({ path }) => path)).toEqual([DISCOVERY_PATH, KEYS_PATH]);
});

it('are fetched from the configured URL without discovery', async () => {
  const configured = new AuthRig(toOidc(issuer.url, { JWKSURL: `${issuer.url}${KEYS_PATH}` }));
  expect(await configured.ask(await issuer.sign(first))).toBe('ok');
  expect(issuer.requests.map(({ path }) => path)).toEqual([KEYS_PATH]);
});

it('need not be fetched for a token that is no good anyway', async () => {
  await rig.ask(await issuer.sign(first, { aud: 'other' }));
  expect(issuer.requests).toEqual([]);
});

it('work as soon as they are published', async () => {
  expect(await rig.ask(await issuer.sign(first))).toBe('ok');
  issuer.publish(first, second);
  expect(await rig.ask(await issuer.sign(second))).toBe('ok');
  expect(await rig.ask(await issuer.sign(first))).toBe('ok');
  expect(fetches()).toBe(2);
});

it('work as soon as they are published without an id', async () => {
  const nameless = await createSigningKey('third', 'RS256');
  expect(await rig.ask(await issuer.sign(first))).toBe('ok');
  issuer.published = { keys: [first.jwk, { ...nameless.jwk, kid: undefined }] };
  expect(await rig.ask(await issuer.sign(nameless, {}, { kid: undefined }))).toBe('ok');
});

it('lose no request while they rotate under load', async () => {
  const keys = await Promise.all(Array.from({ length: 4 }, (_, index) => createSigningKey(`key-${index}`)));
  const outcomes: Promise<string>[] = [];
  for (const key of keys) {
    issuer.publish(key);
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => issuer.sign(key, { sub: `caller-${index}` })),
    );
    for (let round = 0; round < 5; round++) {
      outcomes.push(...tokens.map((token) => rig.ask(token)));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all(outcomes);
  }
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['ok']));
});

it('may be published while an older set is still on its way', async () => {
  await rig.ask(await issuer.sign(first));
  const old = JSON.stringify(issuer.published);
  issuer.behave((_request, response) => {
    issuer.behave();
    setTimeout(() => response.end(old), 200);
  });
  const early = rig.ask(await issuer.sign(first, {}, { kid: 'never' }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  issuer.publish(second);
  const late = rig.ask(await issuer.sign(second));
  expect(await Promise.all([early, late])).toEqual([UNKNOWN, 'ok']);
});

it.each([
  [
    'one after another',
    1,
    [...Array<string>(UNKNOWN_KEY_BURST).fill(UNKNOWN), ...Array<string>(196).fill(HELD_BACK)],
  ],
  ['at once', 200, Array<string>(200).fill(UNKNOWN)],
])('cost a handful of fetches for 200 ids nobody knows, %s', async (_how, together, expected) => {
  const shared = new AuthRig(toOidc(issuer.url), { isShared: true });
  await shared.ask(await issuer.sign(first));
  const tokens = await Promise.all(
    Array.from({ length: 200 }, (_, index) => issuer.sign(first, {}, { kid: `unknown-${index}` })),
  );
  const outcomes: string[] = [];
  while (tokens.length > 0) {
    outcomes.push(...(await Promise.all(tokens.splice(0, together).map((token) => shared.ask(token)))));
  }
  expect(outcomes).toEqual(expected);
  expect(fetches()).toBeLessThanOrEqual(1 + UNKNOWN_KEY_BURST + 1);
});

it('work within seconds even while someone asks for ids nobody knows, and nobody calls them invalid before', async () => {
  for (let index = 0; index < 20; index++) await rig.ask(await issuer.sign(first, {}, { kid: `x-${index}` }));
  issuer.publish(first, second);
  const token = await issuer.sign(second);
  expect(await rig.ask(token)).toBe(HELD_BACK);
  rig.pass(5_000);
  expect(await rig.ask(token)).toBe('ok');
});

it('that are withdrawn stop working once the set is renewed, for remembered tokens too', async () => {
  issuer.publish(first, second);
  const [withdrawn, kept] = [await issuer.sign(first), await issuer.sign(second)];
  expect([await rig.ask(withdrawn), await rig.ask(kept)]).toEqual(['ok', 'ok']);
  issuer.publish(second);
  rig.pass(KEYS_RENEW_MS);
  // This one starts the renewal, and does not wait for it.
  expect(rig.isRemembered(withdrawn)).toBe(true);
  await expect.poll(() => fetches()).toBe(2);
  await expect.poll(() => rig.ask(withdrawn)).toBe(UNKNOWN);
  expect(rig.isRemembered(kept)).toBe(true);
});

it('that are withdrawn stop working at once when a new one is asked for', async () => {
  const withdrawn = await issuer.sign(first);
  await rig.ask(withdrawn);
  issuer.publish(second);
  expect(await rig.ask(await issuer.sign(second))).toBe('ok');
  expect(rig.isRemembered(withdrawn)).toBe(false);
  expect(await rig.ask(withdrawn)).toBe(UNKNOWN);
});

it('that are replaced under the same id stop working', async () => {
  const replacement = await createSigningKey('first');
  const [before, after] = [await issuer.sign(first), await issuer.sign(replacement)];
  expect(await rig.ask(before)).toBe('ok');
  issuer.publish(replacement);
  rig.pass(KEYS_FRESH_MS);
  expect([await rig.ask(before), await rig.ask(after)]).toEqual(['ERR_AUTH_TOKEN_INVALID SIGNATURE', 'ok']);
});

it('that have not been renewed for long are renewed before anyone comes in', async () => {
  const token = await issuer.sign(first);
  await rig.ask(token);
  issuer.publish(second);
  rig.pass(KEYS_FRESH_MS);
  expect(rig.isRemembered(token)).toBe(false);
  expect(await rig.ask(token)).toBe(UNKNOWN);
});

it('that are all withdrawn leave nobody in', async () => {
  const token = await issuer.sign(first);
  await rig.ask(token);
  issuer.publish();
  rig.pass(KEYS_FRESH_MS);
  expect(await rig.ask(token)).toBe(UNKNOWN);
});

it('are not asked for while remembered tokens come again and again', async () => {
  const token = await issuer.sign(first);
  await rig.ask(token);
  for (let index = 0; index < 100; index++) expect(rig.isRemembered(token)).toBe(true);
  expect(fetches()).toBe(1);
});

it('do not help a token that has expired since', async () => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const token = await issuer.sign(first, { exp: nowSeconds + 30 });
  expect(await rig.ask(token)).toBe('ok');
  rig.pass(41_000);
  expect(await rig.ask(token)).toBe('ERR_AUTH_TOKEN_INVALID EXPIRED');
});

it('are renewed in time even when the clock is set back', async () => {
  rig.setClock(24 * 3_600_000);
  const exp = Math.floor(Date.now() / 1000) + 48 * 3600;
  const token = await issuer.sign(first, { exp });
  expect(await rig.ask(token)).toBe('ok');
  rig.setClock(0);
  issuer.publish(second);
  rig.pass(KEYS_FRESH_MS);
  expect(await rig.ask(token)).toBe(UNKNOWN);
});
