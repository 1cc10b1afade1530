/** What starting costs: the time to the first answer, the memory of an idle process, and the bytes of the bundle. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { LOADER_FILE, NODE_FLAGS } from '../contract/bundled-runtime';
import { align, print } from '../test/support/print';
import { BUNDLE, residentBytesOf, startBundle } from './bundle-process';
import type { BundleOptions, BundleProcess } from './bundle-process';
import { median, medianError } from './statistics';

const MIB = 1024 * 1024;
const KB = 1000;

/** Enough for what a process does after its start to be over. */
const SETTLE_MS = 1000;

/** What each figure may be at most. */
const TARGETS = { firstAnswer: 3, idleMemory: 1.5, bundleKb: 120, unpackingMs: 50 } as const;

/** What a pod with the bundled runtime starts: it unpacks the program beside it. */
const LOADER = join(import.meta.dirname, '../runtime/build/pod', LOADER_FILE);

/** As the first line of the bundle has it. */
const LOADER_COMMAND = ['env', 'node', ...NODE_FLAGS, LOADER];

const USAGE = `Usage: npm run figures -- [--rounds 15] [BUNDLE.mjs]

What starting a bundle of the runtime (default: the one npm run build makes) costs, beside what Node alone costs in the
same run: milliseconds to the first answer and to the end of an empty program, and resident memory of both when idle, in
turns, as medians; and the bundle's size. Of the bundle npm run build makes also what its loader takes, which unpacks it in a
pod without an image of its own, to the first answer. Ends with 1 when a figure is above what it may be, and with 2 when the
machine was too busy to tell. Takes about three seconds a round.
`;

interface Round {
  readonly emptyMs: number;
  readonly firstAnswerMs: number;
  /** Through the loader; undefined for a bundle it does not hold. */
  readonly unpackedMs: number | undefined;
  readonly emptyBytes: number;
  readonly idleBytes: number;
}

function startNode(program: string): ChildProcess {
  return spawn('node', ['-e', program], { stdio: 'ignore' });
}

async function timeEmptyProgram(): Promise<number> {
  const startMs = performance.now();
  await once(startNode('0'), 'exit');
  return performance.now() - startMs;
}

async function idleBytesOfNode(): Promise<number> {
  const node = startNode('setInterval(() => {}, 1e9)');
  await sleep(SETTLE_MS);
  const bytes = await residentBytesOf(node.pid);
  node.kill('SIGKILL');
  await once(node, 'exit');
  return bytes;
}

async function startUntilAnswer(
  how: Pick<BundleOptions, 'bundle' | 'command'>,
): Promise<{ proxy: BundleProcess; firstAnswerMs: number }> {
  const startMs = performance.now();
  const proxy = await startBundle({ remoteOrigin: 'https://mcp.example.com', ...how });
  const answer = await fetch(new URL('/health', proxy.endpoint));
  const firstAnswerMs = performance.now() - startMs;
  if (!answer.ok) throw new Error(`the proxy is not healthy: ${answer.status}`);
  await answer.text();
  return { proxy, firstAnswerMs };
}

async function timeLoader(): Promise<number> {
  const { proxy, firstAnswerMs } = await startUntilAnswer({ command: LOADER_COMMAND });
  await proxy.stop();
  return firstAnswerMs;
}

async function runRound(bundle: string): Promise<Round> {
  const emptyMs = await timeEmptyProgram();
  const { proxy, firstAnswerMs } = await startUntilAnswer({ bundle });
  await sleep(SETTLE_MS);
  const idleBytes = await proxy.residentBytes();
  await proxy.stop();
  const unpackedMs = bundle === BUNDLE ? await timeLoader() : undefined;
  return { emptyMs, firstAnswerMs, unpackedMs, emptyBytes: await idleBytesOfNode(), idleBytes };
}

/** One line of the report. */
interface Figure {
  readonly name: string;
  readonly bundle: string;
  readonly node: string;
  readonly value: number;
  readonly error: number;
  readonly limit: number;
}

function compareFigures(
  name: string,
  limit: number,
  rounds: readonly (readonly [bundle: number, node: number])[],
): Figure {
  const ratios = rounds.map(([bundle, node]) => bundle / node);
  const mid = (which: 0 | 1): string => median(rounds.map((round) => round[which])).toFixed(1);
  return { name, bundle: mid(0), node: mid(1), value: median(ratios), error: medianError(ratios), limit };
}

function measureSize(bundle: string): Figure {
  const bytes = readFileSync(bundle);
  const kb = brotliCompressSync(bytes).length / KB;
  const node = `${(bytes.length / KB).toFixed(0)} unpacked`;
  return {
    name: 'bundle, Brotli, kB',
    bundle: kb.toFixed(1),
    node,
    value: kb,
    error: 0,
    limit: TARGETS.bundleKb,
  };
}

function measureLoader(rounds: readonly Round[]): Figure[] {
  const pairs = rounds.flatMap(({ unpackedMs, firstAnswerMs }) =>
    unpackedMs === undefined ? [] : [[unpackedMs, firstAnswerMs] as const],
  );
  if (pairs.length === 0) return [];
  const more = pairs.map(([unpackedMs, firstAnswerMs]) => unpackedMs - firstAnswerMs);
  const loaded = median(pairs.map(([unpackedMs]) => unpackedMs)).toFixed(1);
  return [
    {
      name: 'loader, ms more',
      bundle: loaded,
      node: '',
      value: median(more),
      error: medianError(more),
      limit: TARGETS.unpackingMs,
    },
  ];
}

function toFigures(bundle: string, rounds: readonly Round[]): Figure[] {
  return [
    compareFigures(
      'first answer, ms',
      TARGETS.firstAnswer,
      rounds.map(({ firstAnswerMs, emptyMs }) => [firstAnswerMs, emptyMs]),
    ),
    compareFigures(
      'idle memory, MiB',
      TARGETS.idleMemory,
      rounds.map(({ idleBytes, emptyBytes }) => [idleBytes / MIB, emptyBytes / MIB]),
    ),
    measureSize(bundle),
    ...measureLoader(rounds),
  ];
}

type Verdict = 'ok' | 'unclear' | 'too much';

/** A busy machine widens the error; what may be noise is not blamed on the bundle. */
function judge({ value, error, limit }: Figure): Verdict {
  if (value <= limit) return 'ok';
  return value - error > limit ? 'too much' : 'unclear';
}

function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map((figure) => {
    const { name, bundle, node, value, error, limit } = figure;
    const ratio = error === 0 ? '' : `${value.toFixed(2)} +-${error.toFixed(2)}`;
    return [name, bundle, node, ratio, String(limit), judge(figure)];
  });
  print(...align([['', 'bundle', 'node alone', 'ratio', 'at most', ''], ...rows]));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '15' } },
  });
  const [bundle = BUNDLE] = positionals;
  const count = Number(values.rounds);
  if (!(Number.isInteger(count) && count > 0) || positionals.length > 1 || !existsSync(bundle)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const rounds: Round[] = [];
  for (let round = 1; round <= count; round++) {
    process.stderr.write(`round ${round} of ${count}\n`);
    rounds.push(await runRound(bundle));
  }
  const figures = toFigures(bundle, rounds);
  printFigures(figures);
  const verdicts = new Set(figures.map(judge));
  if (verdicts.has('too much')) return 1;
  return verdicts.has('unclear') ? 2 : 0;
}

void main().then((code) => (process.exitCode = code));
