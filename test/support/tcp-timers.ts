/** What Linux says of the timers of TCP connections: /proc/net/tcp (kernel documentation, networking/proc_net_tcp). */
import { readFileSync } from 'node:fs';

const ESTABLISHED = '01';
const KEEP_ALIVE_TIMER = '02';
/** Timers are told in hundredths of a second. */
const TICK_MS = 10;

/**
 * Time until the keep-alive timer of the connection between two ports of this machine fires, in milliseconds, as seen
 * from the end at `localPort`; undefined when none runs.
 */
export function keepAliveTimerMs(localPort: number, remotePort: number): number | undefined {
  const end = readEnds().find((one) => one.localPort === localPort && one.remotePort === remotePort);
  if (end === undefined) throw new Error(`there is no connection from ${localPort} to ${remotePort}`);
  return end.timerMs;
}

/** The same of every connection that was made to a port of this machine, as seen from the ends that made them. */
export function keepAliveTimersTo(remotePort: number): (number | undefined)[] {
  return readEnds()
    .filter((end) => end.remotePort === remotePort)
    .map(({ timerMs }) => timerMs);
}

interface ConnectionEnd {
  readonly localPort: number;
  readonly remotePort: number;
  readonly timerMs: number | undefined;
}

function readEnds(): ConnectionEnd[] {
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return lines.flatMap((line) => {
    const [, local = '', remote = '', state, , timer = ''] = line.trim().split(/\s+/);
    if (state !== ESTABLISHED) return [];
    const [kind, when = ''] = timer.split(':');
    const timerMs = kind === KEEP_ALIVE_TIMER ? Number.parseInt(when, 16) * TICK_MS : undefined;
    return [{ localPort: portOf(local), remotePort: portOf(remote), timerMs }];
  });
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}
