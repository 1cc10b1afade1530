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
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const [, local = '', remote = '', state, , timer = ''] = line.trim().split(/\s+/);
    if (state !== ESTABLISHED || portOf(local) !== localPort || portOf(remote) !== remotePort) continue;
    const [kind, when = ''] = timer.split(':');
    return kind === KEEP_ALIVE_TIMER ? Number.parseInt(when, 16) * TICK_MS : undefined;
  }
  throw new Error(`there is no connection from ${localPort} to ${remotePort}`);
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}
