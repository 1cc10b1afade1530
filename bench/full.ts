/**
 * Takes every place the default limits give, from several addresses, with quiet streams and with calls that wait. Fails
 * when the proxy then needs more than nine tenths of the memory a pod has by default.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS } from '../contract/limits';
import { align, print } from '../test/support/print';
import { BUNDLE, startBundle } from './bundle-process';
import type { BundleProcess } from './bundle-process';
import { HelperProcess, startRemote } from './helper-process';
import type { HoldPlan } from './hold';
import { POD_BYTES } from './pod';
import { GET, renderPost } from './requests';

const MIB = 1024 * 1024;
/** The rest is for what is on its way, and for the buffers of the system. */
const ALLOWED_SHARE = 0.9;

const USAGE = `Usage: npm run memory:full -- [BUNDLE.mjs]

Resident memory of a bundle of the runtime (default: the one npm run build makes) with every place taken that the default
limits give. Ends with 1 when it is more than ${ALLOWED_SHARE * 100} % of the ${POD_BYTES / MIB} MiB a pod has. Linux only; takes half a minute.
`;

/** One address does not get every place. */
const ADDRESSES = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 1}`);

type Step = Pick<HoldPlan, 'count' | 'bytes' | 'until'> & { readonly name: string };

function planSteps(): Step[] {
  const { concurrent_streams: streams, concurrent_requests: calls, client_connections } = DEFAULT_LIMITS;
  const others = client_connections - streams - calls;
  return [
    { name: 'quiet event streams', count: streams, bytes: GET, until: ': open' },
    {
      name: 'calls of 60 kB that wait',
      count: calls,
      bytes: renderPost('/mcp?never', 60_000),
      until: undefined,
    },
    { name: 'idle connections', count: others, bytes: '', until: undefined },
  ];
}

async function take(proxy: BundleProcess, { name, ...plan }: Step): Promise<HelperProcess> {
  const holder = new HelperProcess('hold.ts');
  const held = await holder.ask({ ...plan, port: proxy.port, addresses: ADDRESSES });
  if (held !== plan.count) throw new Error(`the proxy closed some of ${plan.count} ${name}`);
  return holder;
}

async function run(bundle: string): Promise<number> {
  const { remote, remoteOrigin } = await startRemote();
  const proxy = await startBundle({ remoteOrigin, bundle });
  const holders: HelperProcess[] = [];
  const rows: string[][] = [];
  const note = async (name: string, count: number): Promise<void> => {
    rows.push([name, String(count), ((await proxy.residentBytes()) / MIB).toFixed(0)]);
  };
  await note('none', 0);
  for (const step of planSteps()) {
    process.stderr.write(`${step.count} ${step.name}\n`);
    holders.push(await take(proxy, step));
    await note(step.name, step.count);
  }
  const residentBytes = await proxy.residentBytes();
  print(...align([['and these as well', 'count', 'resident MiB'], ...rows]));
  for (const holder of holders) holder.stop();
  await proxy.stop();
  remote.stop();
  if (residentBytes <= ALLOWED_SHARE * POD_BYTES) return 0;
  print(`FAILED: more than ${ALLOWED_SHARE * 100} % of ${POD_BYTES / MIB} MiB`);
  return 1;
}

async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [bundle = BUNDLE, ...more] = positionals;
  if (process.platform === 'linux' && more.length === 0 && existsSync(bundle)) return run(bundle);
  process.stderr.write(USAGE);
  return 2;
}

void main().then((code) => (process.exitCode = code));
