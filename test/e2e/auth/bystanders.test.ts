/** Bad tokens by the thousand, and an issuer in trouble: nobody whose token was accepted before may notice. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestListener } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BODY, createRig } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey, INTROSPECTION_PATH, KEYS_PATH, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';

const MEBIBYTE = Buffer.alloc(1024 * 1024, ' ');

let key: SigningKey;
let issuer: TestIssuer;
let rig: Rig;

beforeAll(async () => {
  key = await createSigningKey('key', 'RS256');
});

beforeEach(async () => {
  issuer = await startTestIssuer([key]);
  const authorization = `Bearer ${await issuer.sign(key)}`;
  const IntrospectionURL = issuer.url + INTROSPECTION_PATH;
  rig = await createRig({
    config: { oidc_config: toOidc(issuer.url, { IntrospectionURL }) },
    bystander: { calls: true, headers: { authorization } },
  });
});

afterEach(async () => {
  await rig.expectBystanderUnharmed();
  await rig.close();
  await issuer.close();
});

/** Sends one call with this token over a pool of connections; resolves with the status. */
function createCaller(): { call(token: string): Promise<number>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1024 });
  return {
    call: (token) =>
      new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const to = { host: '127.0.0.1', port: rig.proxy.port, path: '/mcp', method: 'POST', agent, headers };
        const request = httpRequest(to, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        request.on('error', reject).end(BODY);
      }),
    close: () => agent.destroy(),
  };
}

/** Sends the tokens at a steady pace; resolves with how many there were of each status. */
async function flood(tokens: readonly string[], perSecond: number): Promise<Record<number, number>> {
  const caller = createCaller();
  const statuses = await Promise.all(
    tokens.map(async (token, index) => {
      await delay((index / perSecond) * 1000);
      return caller.call(token);
    }),
  );
  caller.close();
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Tokens that cost as much as they can: signed by nobody, with a key that is known or not. */
async function forge(count: number, kid: (index: number) => string): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const token = await issuer.sign(key, { jti: String(index) }, { kid: kid(index) });
      return `${token.slice(0, -6)}AAAAAA`;
    }),
  );
}

/** 10,000 a minute. */
const PER_SECOND = 170;

it('while someone sends bad signatures', async () => {
  const tokens = await forge(PER_SECOND * 4, () => 'key');
  expect(await flood(tokens, PER_SECOND)).toEqual({ 401: tokens.length });
});

it('while someone names keys nobody knows', async () => {
  const before = issuer.countRequests(KEYS_PATH);
  const tokens = await forge(PER_SECOND * 4, (index) => `unknown-${index}`);
  const counts = await flood(tokens, PER_SECOND);
  // Most cannot be checked, since the issuer is not asked again so soon.
  expect(Object.keys(counts)).toEqual(['401', '503']);
  expect(counts[503]).toBeGreaterThan(tokens.length / 2);
  expect(issuer.countRequests(KEYS_PATH) - before).toBeLessThan(10);
});

it('while someone sends opaque tokens that nobody issued', async () => {
  const tokens = Array.from({ length: PER_SECOND * 4 }, (_, index) => `opaque-${index}`);
  expect(await flood(tokens, PER_SECOND)).toEqual({ 401: tokens.length });
});

/** Whom nothing is remembered of: each of its calls has to be checked, too. */
async function inviteOpaque(token: string): Promise<void> {
  const IntrospectionURL = issuer.url + INTROSPECTION_PATH;
  await rig.close();
  rig = await createRig({
    config: { oidc_config: toOidc(issuer.url, { IntrospectionURL }) },
    bystander: { calls: true, headers: { authorization: `Bearer ${token}` } },
  });
}

it('while the issuer is slow, and someone holds as many checks as there may be', async () => {
  issuer.introspect = (token) => ({ active: token === 'mine', ...issuer.claims() });
  // Everybody waits for the issuer, the bystander too: less than what would be the proxy's fault.
  issuer.delayMs = 600;
  await inviteOpaque('mine');
  const caller = createCaller();
  const counts: Record<number, number> = {};
  const until = performance.now() + 6_000;
  const insist = async (id: number): Promise<void> => {
    for (let round = 0; performance.now() < until; round++) {
      const status = await caller.call(`opaque-${id}-${round}`);
      counts[status] = (counts[status] ?? 0) + 1;
      if (status === 503) await delay(50);
    }
  };
  await Promise.all(Array.from({ length: 400 }, (_, id) => insist(id)));
  caller.close();
  // It got its share, and no more.
  expect(Object.keys(counts).sort()).toEqual(['401', '503']);
});

const TROUBLE: readonly [string, RequestListener][] = [
  ['does not answer', () => {}],
  ['hangs up', (request) => void request.socket.destroy()],
  [
    'answers 100 MB',
    (_request, response) => {
      let left = 100;
      const more = (): void => {
        while (left-- > 0) if (!response.write(MEBIBYTE)) return void response.once('drain', more);
        response.end();
      };
      more();
    },
  ],
];

it.each(TROUBLE)(
  'while the issuer %s, and someone asks for it with every token',
  async (_what, behaviour) => {
    issuer.behave(behaviour);
    const unknown = await forge(PER_SECOND * 2, (index) => `unknown-${index}`);
    const opaque = Array.from({ length: PER_SECOND * 2 }, (_, index) => `opaque-${index}`);
    const tokens = unknown.flatMap((token, index) => [token, opaque[index] ?? '']);
    const counts = await flood(tokens, PER_SECOND);
    expect(Object.keys(counts)).toEqual(['503']);
  },
);

/**
 * Somebody nothing is remembered of, who comes from the same address with another token each time, signed with a key that
 * is at hand. Ends with what came back while `others` were busy.
 */
async function comeAnew(others: (isOver: () => boolean) => Promise<unknown>): Promise<Set<number>> {
  const caller = createCaller();
  const tokens = await Promise.all(
    Array.from({ length: 50 }, (_, index) => issuer.sign(key, { sub: `newcomer-${index}` })),
  );
  let isOver = false;
  const busy = others(() => isOver);
  await delay(300);
  const statuses = new Set<number>();
  for (const token of tokens) {
    statuses.add(await caller.call(token));
    await delay(10);
  }
  isOver = true;
  await busy;
  caller.close();
  return statuses;
}

/** Keeps 300 calls in flight. */
async function crowd(isOver: () => boolean, tokenOf: (index: number) => string): Promise<void> {
  const caller = createCaller();
  let sent = 0;
  const insist = async (): Promise<void> => {
    while (!isOver()) if ((await caller.call(tokenOf(sent++))) === 503) await delay(50);
  };
  await Promise.all(Array.from({ length: 300 }, insist));
  caller.close();
}

describe.each([
  ['each address counts for itself', false],
  ['a router is in front', true],
])('a token whose key is at hand waits behind nobody, where %s', (_where, trust_proxy_headers) => {
  beforeEach(async () => {
    await rig.close();
    const IntrospectionURL = issuer.url + INTROSPECTION_PATH;
    rig = await createRig({
      config: { oidc_config: toOidc(issuer.url, { IntrospectionURL }), trust_proxy_headers },
    });
    const caller = createCaller();
    expect(await caller.call(await issuer.sign(key))).toBe(200);
    caller.close();
  });

  it('while introspection hangs for a crowd at its own address', async () => {
    issuer.behave(() => {});
    expect(await comeAnew((isOver) => crowd(isOver, (index) => `opaque-${index}`))).toEqual(new Set([200]));
  });

  it('while keys are slow to come for a crowd at its own address', async () => {
    issuer.behave((_request, response) => {
      setTimeout(() => response.end(JSON.stringify(issuer.published)), 1_000);
    });
    const [, claims = '', signature = ''] = (await issuer.sign(key)).split('.');
    const tokenOf = (index: number): string => {
      const header = JSON.stringify({ alg: key.alg, kid: `unknown-${index}` });
      return `${Buffer.from(header).toString('base64url')}.${claims}.${signature}`;
    };
    expect(await comeAnew((isOver) => crowd(isOver, tokenOf))).toEqual(new Set([200]));
  });
});
