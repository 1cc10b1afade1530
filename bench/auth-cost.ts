/**
 * What it costs to know a caller: the bundle with and without authentication, in turns in one run, under the same load
 * with the same tokens. Fails when a remembered token costs more than is promised.
 */
import { parseArgs } from 'node:util';
import { print, align } from '../test/support/print';
import { createSigningKey, startTestIssuer } from '../test/support/test-issuer';
import type { TestIssuer } from '../test/support/test-issuer';
import { toOidc } from '../test/support/to-oidc';
import { startBundle } from './bundle-process';
import type { BundleProcess } from './bundle-process';
import { CASES, WARM_UP_ROUNDS } from './cases';
import type { Case } from './cases';
import { Load, startRemote } from './helper-process';
import { runMeasure } from './run-measure';
import { median, medianError } from './statistics';

const CONNECTIONS = 32;

/** What authentication may cost, as a multiple of the CPU time of a request without it. */
const ALLOWED_RATIO = 1.1;

const USAGE = `Usage: npm run auth-cost -- [options]

CPU time per request with callers that are known by their tokens, and without, in turns over many short rounds. The tokens
are those of ${CONNECTIONS} callers, RS256 and about 1 kB each, and verified in the warm-up. The ratio is the median over the rounds, with its
95 % confidence interval. Ends with 1 when it is above ${ALLOWED_RATIO} beyond that interval.

  --rounds    default: 21
  --requests  of a round; default: 4000
`;

interface Options {
  readonly rounds: number;
  readonly requests: number;
}

function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '21' },
      requests: { type: 'string', default: String(CASES['call']?.requests) },
    },
  });
  const [rounds = 0, requests = 0] = [values.rounds, values.requests].map(Number);
  if (![rounds, requests].every((count) => Number.isInteger(count) && count > 0)) {
    throw new Error('--rounds and --requests: expected whole numbers above 0');
  }
  if (process.platform !== 'linux') throw new Error('reads CPU time from /proc, which only Linux has');
  return { rounds, requests };
}

/** Callers of an ordinary provider: a kilobyte of claims each. */
async function signTokens(issuer: TestIssuer, key: Awaited<ReturnType<typeof createSigningKey>>) {
  const groups = Array.from({ length: 12 }, (_, index) => `00000000-0000-4000-8000-${index}`.padEnd(36, '0'));
  return Promise.all(
    Array.from({ length: CONNECTIONS }, (_, index) => issuer.sign(key, { sub: `caller-${index}`, groups })),
  );
}

/** Microseconds of CPU time a request takes, in one round. */
async function measure(
  proxy: BundleProcess,
  load: Load,
  plan: Case,
  tokens: readonly string[],
): Promise<number> {
  const before = await proxy.cpuTime();
  const { requests } = await load.run({ ...plan, port: proxy.port, connections: CONNECTIONS, tokens });
  const after = await proxy.cpuTime();
  return ((after.totalMs - before.totalMs) * 1000) / requests;
}

async function compare(options: Options): Promise<boolean> {
  const key = await createSigningKey('bench', 'RS256');
  const issuer = await startTestIssuer([key]);
  const tokens = await signTokens(issuer, key);
  const { remote, remoteOrigin } = await startRemote();
  const load = new Load();
  const open = await startBundle({ remoteOrigin });
  const guarded = await startBundle({ remoteOrigin, config: { oidc_config: toOidc(issuer.url) } });
  const plan = { ...(CASES['call'] as Case), requests: options.requests };
  const costs: { open: number; guarded: number }[] = [];
  for (const proxy of [open, guarded]) {
    await measure(proxy, load, { ...plan, requests: plan.requests * WARM_UP_ROUNDS }, tokens);
  }
  for (let round = 0; round < options.rounds; round++) {
    const cost = { open: 0, guarded: 0 };
    const turn = [
      ['open', open],
      ['guarded', guarded],
    ] as const;
    for (const [name, proxy] of round % 2 === 0 ? turn : turn.toReversed()) {
      cost[name] = await measure(proxy, load, plan, tokens);
    }
    costs.push(cost);
    print(
      `  round ${round + 1} of ${options.rounds}: ${cost.open.toFixed(1)}  ${cost.guarded.toFixed(1)} us`,
    );
  }
  for (const part of [open, guarded, issuer]) await ('stop' in part ? part.stop() : part.close());
  load.stop();
  remote.stop();
  return report(costs, tokens);
}

function report(
  costs: readonly { readonly open: number; readonly guarded: number }[],
  tokens: readonly string[],
): boolean {
  const ratios = costs.map(({ open, guarded }) => guarded / open);
  const [ratio, error] = [median(ratios), medianError(ratios)];
  const rows = [
    ['', 'CPU us', 'ratio'],
    ['everyone may call', median(costs.map(({ open }) => open)).toFixed(1), ''],
    [
      `tokens of ${tokens[0]?.length} bytes`,
      median(costs.map(({ guarded }) => guarded)).toFixed(1),
      `${ratio.toFixed(3)} +-${error.toFixed(3)}`,
    ],
  ];
  print('', ...align(rows), '');
  const isKept = ratio - error <= ALLOWED_RATIO;
  if (!isKept) print(`FAILED: a remembered token costs more than ${ALLOWED_RATIO} times a request without`);
  return isKept;
}

void runMeasure(USAGE, parseOptions, async (options) => ((await compare(options)) ? 0 : 1));
