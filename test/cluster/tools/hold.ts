/** Holds event streams through a proxy open until standard input ends, or as many as it lets in. */
import { Agent, request } from 'node:http';

/** How many are being opened at a time. */
const AT_ONCE = 20;

/** A proxy may end while one is being opened, without a word. */
const PATIENCE_MS = 10_000;

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
  const options = { agent, headers: { accept: 'text/event-stream' }, timeout: PATIENCE_MS };
  const open = (): Promise<boolean> =>
    new Promise((resolve) => {
      const outgoing = request(url, options, (response) => {
        opened += 1;
        outgoing.setTimeout(0);
        resolve(true);
        response.once('error', () => undefined).once('close', () => (cut += 1));
        response.resume();
      });
      outgoing.once('timeout', () => outgoing.destroy());
      outgoing.once('error', () => {
        resolve(false);
      });
      outgoing.end();
    });
  let isLetIn = true;
  for (let begun = 0; begun < count && isLetIn; begun += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - begun) }, open));
    isLetIn = answers.every((ok) => ok);
  }
  process.stdout.write('started\n');
  await over;
  return { opened, cut };
}
