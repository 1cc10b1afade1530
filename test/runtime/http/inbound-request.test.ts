import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { readInTurn } from '../../../runtime/src/http/client-connection';
import { ClientConnections } from '../../../runtime/src/http/client-connections';
import { InboundRequest } from '../../../runtime/src/http/inbound-request';
import { statusOf } from '../../support/http-message';
import { connectRaw } from '../../support/raw-client';

const CONNECTIONS = 8;
const COUNT = 60_000;
const HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
const CHUNK = '1\r\na\r\n';
const REQUEST = `${HEAD}${CHUNK.repeat(COUNT)}0\r\n\r\n`;
/** What is read at once holds no more chunks than this. */
const CHUNKS_IN_A_READ = Math.ceil((4 * 1024) / CHUNK.length);

let server: Server;
/** Bytes in each turn of the event loop that had any, whoever sent them, and the length of each body. */
let turns: number[] = [];
let lengths: number[] = [];
const crashes: unknown[] = [];

async function listen(read: (request: InboundRequest) => AsyncIterable<Buffer> | undefined): Promise<number> {
  [turns, lengths] = [[], []];
  server = createServer({ IncomingMessage: InboundRequest }, (request, response) => {
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
    };
    const done = (): void => {
      lengths.push(length);
      response.end();
    };
    const body = read(request);
    if (body === undefined) request.on('data', take).on('end', done);
    else void readAll(body, take).then(done);
  });
  const connections = new ClientConnections(CONNECTIONS, (error) => crashes.push(error));
  server.prependListener('connection', readInTurn);
  server.on('connection', (socket) => connections.accept(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function readAll(body: AsyncIterable<Buffer>, take: (chunk: Buffer) => void): Promise<void> {
  for await (const chunk of body) take(chunk);
}

/** Tells the bytes of each turn apart. */
function createCounter(): (chunk: Buffer) => void {
  let bytes = 0;
  return ({ length }) => {
    if (bytes === 0) {
      setImmediate(() => {
        turns.push(bytes);
        bytes = 0;
      });
    }
    bytes += length;
  };
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
  expect(crashes).toEqual([]);
});

it('of many bodies of tiny chunks one known and one not yet known are read in a turn of the event loop', async () => {
  const count = createCounter();
  const port = await listen((request) => void request.on('data', count));
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connectRaw(port)));
  for (const client of clients) client.send(REQUEST);
  for (const client of clients) expect(statusOf(await client.answer())).toBe(200);
  expect(lengths).toEqual(clients.map(() => COUNT));
  expect(turns.reduce((sum, bytes) => sum + bytes)).toBe(CONNECTIONS * COUNT);
  // And what was left of one that has ended.
  expect(Math.max(...turns)).toBeLessThan(2.5 * CHUNKS_IN_A_READ);
});

it('a reader that is slow gets all of it', async () => {
  const port = await listen(async function* (request) {
    let count = 0;
    for await (const chunk of request) {
      if (++count % 20_000 === 0) await sleep(5);
      yield chunk as Buffer;
    }
  });
  const client = await connectRaw(port);
  expect(statusOf(await client.send(REQUEST).answer())).toBe(200);
  expect(lengths).toEqual([COUNT]);
});

it('requests after it on the connection are answered, whether they wait for its answer or not', async () => {
  const port = await listen(() => undefined);
  const client = await connectRaw(port);
  client.send(REQUEST + REQUEST);
  expect(statusOf(await client.answer(2))).toBe(200);
  client.send(REQUEST);
  expect(statusOf(await client.answer(3))).toBe(200);
  expect(lengths).toEqual([COUNT, COUNT, COUNT]);
});
