/**
 * A client vanishes from a quiet event stream without a word, as when its machine loses power: it is in a network
 * namespace of its own, where all its packets are dropped from one moment on. Fails when the proxy does not notice.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_LIMITS } from '../../contract/limits';
import { startBundle } from '../../bench/bundle-process';
import { startRemote } from '../../bench/helper-process';
import { print } from '../support/print';

const USAGE = `Usage: npm run vanish

Needs Linux, root, and the commands ip and iptables. Takes about a minute.
`;

const NAMESPACE = 'mrp-vanish';
const [NEAR, FAR] = ['mrp-near', 'mrp-far'];
/** Of a private network, and of this script only. */
const [NEAR_ADDRESS, FAR_ADDRESS] = ['10.231.77.1', '10.231.77.2'];

/** The first question after 30 s of silence, ten more a second apart, and some time to act on it. */
const LIMIT_S = 60;

function run(command: string): void {
  const [program = '', ...args] = command.split(' ');
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

const inNamespace = (command: string): void => run(`ip netns exec ${NAMESPACE} ${command}`);

function canRun(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    run('ip netns list');
    run('iptables --version');
    return true;
  } catch {
    return false;
  }
}

function connectNamespace(): void {
  run(`ip netns add ${NAMESPACE}`);
  run(`ip link add ${NEAR} type veth peer name ${FAR} netns ${NAMESPACE}`);
  run(`ip address add ${NEAR_ADDRESS}/30 dev ${NEAR}`);
  run(`ip link set ${NEAR} up`);
  run(`ip -n ${NAMESPACE} address add ${FAR_ADDRESS}/30 dev ${FAR}`);
  run(`ip -n ${NAMESPACE} link set ${FAR} up`);
}

/** Everything of the namespace goes with it, the pair of links included. */
function removeNamespace(): void {
  try {
    run(`ip netns delete ${NAMESPACE}`);
  } catch {
    // It was not there.
  }
}

function vanish(): void {
  for (const chain of ['INPUT', 'OUTPUT']) inNamespace(`iptables -A ${chain} -j DROP`);
}

/** Opens an event stream from within the namespace, and waits for its beginning. */
async function openStream(port: number): Promise<() => void> {
  const source = `
    fetch('http://${NEAR_ADDRESS}:${port}/mcp', { headers: { accept: 'text/event-stream' } })
      .then(({ body }) => body.getReader().read())
      .then(() => console.log('open'));
    setInterval(() => {}, 1000);`;
  const args = ['netns', 'exec', NAMESPACE, process.execPath, '--eval', source];
  const client = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(client.stdout, 'data');
  return () => void client.kill('SIGKILL');
}

/** Whether there is a place for another stream. */
async function hasPlace(port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(5000);
  const headers = { accept: 'text/event-stream' };
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, { headers, signal });
  await answer.body?.cancel();
  return answer.status === 200;
}

async function untilPlace(port: number): Promise<number | undefined> {
  for (let waited = 1; waited <= LIMIT_S; waited++) {
    await sleep(1000);
    if (await hasPlace(port)) return waited;
    if (waited % 10 === 0) print(`  ${waited} s: it still has its place`);
  }
  return undefined;
}

async function check(): Promise<number> {
  connectNamespace();
  const { remote, remoteOrigin } = await startRemote();
  const limits = { ...DEFAULT_LIMITS, concurrent_streams: 1 };
  const proxy = await startBundle({ remoteOrigin, config: { host: '0.0.0.0', limits } });
  const leave = await openStream(proxy.port);
  if (await hasPlace(proxy.port)) throw new Error('a second stream got in beside the first');
  print('the only place for a stream is taken by a client, which vanishes now');
  vanish();
  const seconds = await untilPlace(proxy.port);
  leave();
  await proxy.stop();
  remote.stop();
  if (seconds === undefined) print(`FAILED: after ${LIMIT_S} s its place is not free`);
  else print(`its place was free after ${seconds} s`);
  return seconds === undefined ? 1 : 0;
}

async function main(): Promise<number> {
  if (!canRun()) {
    process.stderr.write(USAGE);
    return 2;
  }
  removeNamespace();
  return check().finally(removeNamespace);
}

void main().then((code) => (process.exitCode = code));
