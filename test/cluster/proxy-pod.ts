/** The process of a proxy, seen and treated from a second one in its container. */
import { tryKubectl } from './kubectl';
import type { Stage } from './stage';

export interface Usage {
  readonly residentMib: number;
  /** Without files, such as the program of Node, whose pages all containers of an image share on a node. */
  readonly ownMib: number;
  /** Processor time since the start. */
  readonly cpuMs: number;
  /** Both in epoch milliseconds. */
  readonly startedAt: number;
  readonly now: number;
}

/** Finds the process by its last argument: with a shared process namespace it is not the first one. */
const FIND = `
const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs');
const read = (file) => { try { return readFileSync(file, 'utf8') } catch { return '' } };
const isProxy = (pid) => pid !== String(process.pid) && read('/proc/' + pid + '/cmdline').endsWith('placeholder-for-remote-proxy\\0');
const pid = readdirSync('/proc').find((name) => /^\\d+$/.test(name) && isProxy(name));
`;

/** proc(5); a clock tick is a hundredth of a second on Linux. */
const TELL_USAGE = `
const fields = read('/proc/' + pid + '/stat').replace(/.*\\) /, '').split(' ').map(Number);
const now = Date.now();
const status = read('/proc/' + pid + '/status');
const mib = (pattern) => Number(pattern.exec(status)[1]) / 1024;
console.log(JSON.stringify({
  residentMib: mib(/VmRSS:\\s+(\\d+)/),
  ownMib: mib(/RssAnon:\\s+(\\d+)/),
  cpuMs: (fields[11] + fields[12]) * 10,
  startedAt: now - parseFloat(read('/proc/uptime')) * 1000 + fields[19] * 10,
  now,
}));
`;

function evaluation(pod: string, program: string): string[] {
  return ['exec', pod, '--', 'node', '--eval', `${FIND}${program}`];
}

export async function usageOf(stage: Stage, pod: string): Promise<Usage> {
  return JSON.parse(await stage.run(evaluation(pod, TELL_USAGE))) as Usage;
}

/** Gives when the signal was sent, in epoch milliseconds. */
export async function signalProxy(stage: Stage, pod: string, signal: NodeJS.Signals): Promise<number> {
  const program = `console.log(Date.now()); process.kill(Number(pid), '${signal}');`;
  const args = ['--namespace', stage.namespace, ...evaluation(pod, program)];
  const { ok, stdout, stderr } = await tryKubectl(args);
  // The container ends with the proxy, and whatever else is in it is killed along, the sender of the signal too.
  const isKilledAlong = signal === 'SIGKILL' && stderr.includes('exit code 137');
  if (!ok && !isKilledAlong) throw new Error(`${signal} to ${pod}: ${stdout}${stderr}`);
  return Number(stdout);
}
