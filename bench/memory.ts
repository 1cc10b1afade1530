/** What connections, streams and calls cost a proxy in memory while nothing happens on them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS } from '../contract/limits';
import type { RunConfigLimits } from '../contract/limits';
import { align, print } from '../test/support/print';
import { BUNDLE, startBundle } from './bundle-process';
import type { BundleProcess } from './bundle-process';
import { HelperProcess, startRemote } from './helper-process';
import type { HoldPlan } from './hold';
import { POD_BYTES } from './pod';
import { GET, renderPost } from './requests';

const KIB = 1024;

const USAGE = `Usage: npm run memory -- [--count 500] [BUNDLE.mjs]

What a bundle of the runtime (default: the one npm run build makes) holds for each of so many connections, in KiB, beside as
many that are there already: on V8's heap and outside of it, after a collection, and of resident memory; and how many fill a pod of ${POD_BYTES / KIB / KIB} MiB. The system's own
buffers, which a pod pays for too, are not among them. Takes about a minute and a half.
`;

const PROBE = join(import.meta.dirname, 'memory-probe.mjs');

interface Memory {
  readonly heldBytes: number;
  readonly residentBytes: number;
}

const END_OF_ANSWER = '}]}}';

/** What each connection sends, and what it waits for. */
const CASES: readonly (readonly [string, Pick<HoldPlan, 'bytes' | 'until'>])[] = [
  ['connection that has sent nothing', { bytes: '', until: undefined }],
  ['idle connection after a small call', { bytes: renderPost('/mcp', 150), until: END_OF_ANSWER }],
  ['idle connection after a call of 60 kB', { bytes: renderPost('/mcp', 60_000), until: END_OF_ANSWER }],
  [
    'half a request head of 30 kB',
    { bytes: `${GET.slice(0, -2)}X: ${'x'.repeat(30_000)}`, until: undefined },
  ],
  ['quiet event stream', { bytes: GET, until: ': open' }],
  ['small call waiting for its answer', { bytes: renderPost('/mcp?never', 150), until: undefined }],
  ['call of 60 kB waiting for its answer', { bytes: renderPost('/mcp?never', 60_000), until: undefined }],
  [
    'call of 4 MB the remote does not read',
    { bytes: renderPost('/mcp?unread', 4_000_000), until: undefined },
  ],
  [
    'answer of 4 MB the client does not read',
    { bytes: renderPost('/mcp?answer=4000000', 150), until: 'HTTP/1.1 200' },
  ],
];

/** Room for one address to open as many as are measured, fair shares and all. */
function buildLimits(count: number): RunConfigLimits {
  const room = 4 * count;
  return {
    ...DEFAULT_LIMITS,
    concurrent_requests: room,
    concurrent_streams: room,
    client_connections: room,
    upstream_connections: room,
  };
}

async function measure(proxy: BundleProcess, plan: Omit<HoldPlan, 'port' | 'count'>, count: number) {
  const holder = new HelperProcess('hold.ts');
  const { port } = proxy;
  // The first so many make the process grow to what it takes for any of them.
  await holder.ask({ ...plan, port, count });
  const before = (await proxy.ask('memory')) as Memory;
  const held = (await holder.ask({ ...plan, port, count })) as number;
  if (held < 2 * count) throw new Error(`the proxy closed ${2 * count - held} connections`);
  const during = (await proxy.ask('memory')) as Memory;
  holder.stop();
  return {
    heldBytes: (during.heldBytes - before.heldBytes) / count,
    residentBytes: (during.residentBytes - before.residentBytes) / count,
    fitting:
      count + (POD_BYTES - before.residentBytes) / ((during.residentBytes - before.residentBytes) / count),
  };
}

async function measureAll(bundle: string, count: number): Promise<void> {
  const { remote, remoteOrigin } = await startRemote();
  const rows: string[][] = [];
  const config = { limits: buildLimits(count) };
  for (const [index, [name, plan]] of CASES.entries()) {
    process.stderr.write(`${index + 1} of ${CASES.length}: ${name}\n`);
    const proxy = await startBundle({ remoteOrigin, bundle, config, preload: [PROBE] });
    const { heldBytes, residentBytes, fitting } = await measure(proxy, plan, count);
    rows.push([name, (heldBytes / KIB).toFixed(1), (residentBytes / KIB).toFixed(1), fitting.toFixed(0)]);
    await proxy.stop();
  }
  print(...align([['each', 'held KiB', 'resident KiB', 'fill a pod'], ...rows]));
  remote.stop();
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { count: { type: 'string', default: '500' } },
  });
  const [bundle = BUNDLE] = positionals;
  const count = Number(values.count);
  if (!(Number.isInteger(count) && count > 0) || positionals.length > 1 || !existsSync(bundle)) {
    process.stderr.write(USAGE);
    return 2;
  }
  await measureAll(bundle, count);
  return 0;
}

void main().then((code) => (process.exitCode = code));
