/** Many connections at once, a process of its own: each sends some bytes, waits for what is to come back, and stays. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface HoldPlan {
  readonly port: number;
  readonly count: number;
  /** Where the connections are seen to come from, in turns; the address of this machine unless given. */
  readonly addresses?: readonly string[];
  readonly bytes: string;
  /** What ends what a connection waits for; undefined: it reads nothing. */
  readonly until: string | undefined;
}

const AT_ONCE = 50;
/** For what no answer tells the arrival of. */
const SETTLE_MS = 1000;

const held: Socket[] = [];

async function open({ port, addresses, until }: HoldPlan, bytes: Buffer): Promise<void> {
  const localAddress = addresses?.[held.length % addresses.length];
  const socket = connect({ host: '127.0.0.1', port, ...(localAddress !== undefined && { localAddress }) });
  held.push(socket.on('error', () => socket.destroy()));
  await once(socket, 'connect');
  socket.write(bytes);
  if (until === undefined) return;
  let received = '';
  while (!received.includes(until)) received += String(((await once(socket, 'data')) as [Buffer])[0]);
  // Without anybody who listens it would read on and throw away what it reads.
  socket.pause();
}

async function hold(plan: HoldPlan): Promise<void> {
  // One for all of them: as text, each would have a copy of its own.
  const bytes = Buffer.from(plan.bytes);
  for (let opened = 0; opened < plan.count; opened += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, plan.count - opened) }, () => open(plan, bytes)),
    );
  }
  await sleep(SETTLE_MS);
}

process.on('message', (plan: HoldPlan) => {
  void hold(plan).then(() => process.send?.(held.filter(({ destroyed }) => !destroyed).length));
});
process.on('disconnect', () => process.exit());
