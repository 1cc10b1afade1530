/** Clients that want to harm the others: each connects, sends something that costs, stays a while and leaves. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcomes } from './load';

interface Attack {
  readonly name: string;
  readonly bytes: Buffer;
  readonly stayMs: number;
  /** Whether it leaves unread what it is sent. */
  readonly isDeaf?: boolean;
}

const HOST = 'Host: localhost\r\n';
const LARGE_BYTES = 60_000;

const toPost = (path: string, declaredBytes: number, sentBytes: number): string =>
  `POST ${path} HTTP/1.1\r\n${HOST}Content-Length: ${declaredBytes}\r\n\r\n${'x'.repeat(sentBytes)}`;

const GARBAGE = 'garbage\r\n\r\n';

const CALL_OF_FIELDS = `POST /mcp HTTP/1.1\r\n${HOST}${'a: b\r\n'.repeat(250)}Content-Length: 2\r\n\r\n{}`;

const ATTACKS: readonly Attack[] = [
  { name: 'half a head', bytes: Buffer.from(`POST /mcp HTTP/1.1\r\n${HOST}X-A: `), stayMs: 3000 },
  { name: 'half a body', bytes: Buffer.from(toPost('/mcp', 1e6, 1e5)), stayMs: 3000 },
  { name: 'idle after a call', bytes: Buffer.from(toPost('/mcp', LARGE_BYTES, LARGE_BYTES)), stayMs: 5000 },
  {
    name: 'answers left unread',
    bytes: Buffer.from(toPost('/mcp?behave=large', 2, 2).repeat(20)),
    stayMs: 3000,
    isDeaf: true,
  },
  {
    name: 'garbage behind a stream',
    bytes: Buffer.from(`GET /mcp?behave=stream HTTP/1.1\r\n${HOST}\r\n${GARBAGE}`),
    stayMs: 500,
  },
  {
    name: 'thousands of Connection fields',
    bytes: Buffer.from(`GET /mcp HTTP/1.1\r\n${HOST}${'Connection: a\r\n'.repeat(2000)}\r\n`),
    stayMs: 100,
  },
  {
    name: 'calls of many fields behind a stream',
    bytes: Buffer.from(`GET /mcp?behave=stream HTTP/1.1\r\n${HOST}\r\n${CALL_OF_FIELDS.repeat(32)}`),
    stayMs: 1000,
  },
  {
    name: 'a head that goes on and on',
    bytes: Buffer.from(`GET /mcp HTTP/1.1\r\n${HOST}${'a:b\r\n'.repeat(6000)}`),
    stayMs: 3000,
  },
  {
    name: 'a large call behind a stream',
    bytes: Buffer.from(`GET /mcp?behave=stream HTTP/1.1\r\n${HOST}\r\n${toPost('/mcp', 1e6, 5e5)}`),
    stayMs: 1000,
  },
  {
    name: 'a flood of what is refused',
    bytes: Buffer.from(`GET /elsewhere HTTP/1.1\r\n${HOST}\r\n`.repeat(500)),
    stayMs: 500,
  },
  {
    name: 'a body in chunks of one byte',
    bytes: Buffer.from(
      `POST /mcp HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(LARGE_BYTES)}`,
    ),
    stayMs: 1000,
  },
];

async function attack(port: number, { bytes, stayMs, isDeaf = false }: Attack): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  const ended = new Promise((resolve) => socket.on('close', resolve).on('error', resolve));
  await once(socket, 'connect');
  if (!isDeaf) socket.resume();
  socket.write(bytes);
  await Promise.race([ended, sleep(stayMs)]);
  if (Math.random() < 0.5) socket.resetAndDestroy();
  else socket.destroy();
}

/** Attacks in every way, in no order, until then. */
export async function runAttacker(port: number, outcomes: Outcomes, until: number): Promise<void> {
  while (Date.now() < until) {
    const one = ATTACKS[Math.floor(Math.random() * ATTACKS.length)] as Attack;
    await attack(port, one).catch(() => undefined);
    outcomes.set(one.name, (outcomes.get(one.name) ?? 0) + 1);
  }
}
