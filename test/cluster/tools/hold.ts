/** Holds event streams through a proxy open until standard input ends, or as many as it lets in. */
import { Agent, request } from 'node:http';

/** How many are being opened at a time. */
const AT_ONCE = 20;

export interface HoldResult {
  /** Streams whose answer began. */
  readonly opened: number;
  /** Streams that ended before they were meant to. */
  readonly cut: number;
}

export async function hold(url: string, count: number): Promise<HoldResult> {
  const over = new Promise((resolve) => process.stdin.resume().once('end', resolve));
  const agent = new Agent({ maxSockets: Infinity });
  let opened = 0;
  let cut = 0;
  const open = (): Promise<void> =>
    new Promise((resolve) => {
      const outgoing = request(url, { agent, headers: { accept: 'text/event-stream' } }, (response) => {
        opened += 1;
        resolve();
        response.once('error', () => undefined).once('close', () => (cut += 1));
        response.resume();
      });
      outgoing.once('error', () => resolve());
      outgoing.end();
    });
  for (let begun = 0; begun < count; begun += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - begun) }, open));
  }
  process.stdout.write('started\n');
  await over;
  return { opened, cut };
}
