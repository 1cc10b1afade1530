/** What the runtime of a proxy prints, passed on line by line. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What is put in front of each line of a proxy; nothing where there is no other. */
export function toPrefixes(labels: readonly string[]): string[] {
  const width = Math.max(...labels.map((label) => label.length));
  return labels.map((label) => (labels.length === 1 ? '' : `${label.padEnd(width)} | `));
}

/** Resolves when `from` has ended and all of it is in `to`, or nobody reads that any more. */
export async function passLines(
  from: Readable,
  to: Writable,
  prefix: string,
  see: (line: string) => void = () => {},
): Promise<void> {
  for await (const line of createInterface({ input: from, crlfDelay: Infinity })) {
    see(line);
    if (!to.writable || to.write(`${prefix}${line}\n`)) continue;
    await once(to, 'drain').catch(() => {});
  }
}

export interface Listening {
  /** Where clients on this machine reach the proxy. */
  readonly url: string;
  /** URL of the remote, without its query. */
  readonly remote: string;
}

/** What the line in which the runtime says where it listens says. */
export function parseListening(line: string): Listening | undefined {
  if (!line.includes('"msg":"listening"')) return undefined;
  const { host, port, endpoint, remote } = JSON.parse(line) as Readonly<Record<string, string>>;
  const name = host?.includes(':') ? `[${host}]` : host;
  return { url: `http://${name ?? ''}:${port ?? ''}${endpoint ?? ''}`, remote: remote ?? '' };
}
