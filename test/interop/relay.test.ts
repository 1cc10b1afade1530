import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startRelay } from './relay';
import type { Relay } from './relay';

let echo: Server;
let relay: Relay;
/** The far ends of the connections. */
let accepted: Socket[];

beforeEach(async () => {
  accepted = [];
  echo = createServer((socket) => {
    accepted.push(socket.on('error', () => {}));
    socket.pipe(socket);
  });
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  relay = await startRelay((echo.address() as AddressInfo).port);
});

afterEach(() => {
  relay.close();
  echo.close();
});

async function ask(text: string): Promise<{ client: Socket; answer: string }> {
  const client = connect(relay.port, '127.0.0.1').on('error', () => {});
  client.write(text);
  const [chunk] = (await once(client, 'data')) as [Buffer];
  return { client, answer: chunk.toString() };
}

it('carries bytes both ways', async () => {
  const { client, answer } = await ask('hello');
  expect(answer).toBe('hello');
  client.end();
  await once(client, 'close');
});

it('cuts what is open on both ends, and lets new connections through', async () => {
  const { client } = await ask('before');
  const ends = [once(client, 'close'), once(accepted[0] as Socket, 'close')];
  relay.cut();
  await Promise.all(ends);
  const { client: next, answer } = await ask('after');
  expect(answer).toBe('after');
  next.destroy();
});
