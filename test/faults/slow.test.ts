/** Either side reads or writes slowly: nothing is lost, nothing piles up in the proxy, nobody waits for ever. */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { STREAM_HEAD } from '../support/raw-upstream';
import { BODY, GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const MIB = 1024 * 1024;

let rig: Rig;

/** Sends `count` chunks of 64 KiB as fast as they are taken; returns how many were taken before the far side stalled. */
async function pour(socket: Socket, count: number): Promise<number> {
  const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`);
  for (let sent = 0; sent < count; sent++) {
    if (socket.destroyed) return sent;
    if (!socket.write(chunk) && !(await drained(socket))) return sent;
  }
  return count;
}

function drained(socket: Socket): Promise<boolean> {
  return Promise.race([
    new Promise<boolean>((resolve) =>
      socket.once('drain', () => resolve(true)).once('close', () => resolve(false)),
    ),
    sleep(500, false),
  ]);
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { client_stall_timeout_ms: 3000 } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('passes a request on that comes byte by byte', async () => {
    const client = await rig.connect();
    client.socket.setNoDelay(true);
    for (const byte of POST) {
      client.send(byte);
      await sleep(1);
    }
    expect(statusOf(await client.answer())).toBe(200);
    expect(rig.upstream.requests[0]?.body.toString()).toBe(BODY);
  });

  it('passes an answer on that comes byte by byte, each byte as it comes', async () => {
    rig.upstream.behave((connection) => void connection.send(STREAM_HEAD));
    const client = await rig.send(GET);
    await client.receives('\r\n\r\n');
    const { socket } = await rig.upstream.connection();
    for (const letter of 'data: abc\n\n') {
      socket.write(`1\r\n${letter}\r\n`);
      await expect.poll(() => client.answers()[0]?.body.toString()).toMatch(new RegExp(`${letter}$`));
    }
    socket.write('0\r\n\r\n');
    expect((await client.answer()).body.toString()).toBe('data: abc\n\n');
  });

  it('stops the remote while the client does not read, with the memory of a few chunks, and loses nothing', async () => {
    const before = await rig.proxy.usage();
    rig.upstream.behave((connection) => void connection.send(STREAM_HEAD));
    const client = await rig.send(GET);
    await client.receives('\r\n\r\n');
    client.socket.pause();
    const { socket } = await rig.upstream.connection();
    const taken = await pour(socket, 1024);
    expect(taken).toBeLessThan(1024);
    const during = await rig.proxy.usage();
    expect(during.heapUsed + during.external - before.heapUsed - before.external).toBeLessThan(8 * MIB);

    client.socket.resume();
    await expect.poll(() => socket.writableLength, { timeout: 5000 }).toBe(0);
    socket.write('0\r\n\r\n');
    const answer = await client.answer();
    expect(answer.complete).toBe(true);
    expect(answer.body.length).toBe((taken + 1) * 65_536);
  });

  it('gives up a client that does not read for too long, and lets the remote go', async () => {
    rig.upstream.behave((connection) => void connection.send(STREAM_HEAD));
    const client = await rig.send(GET);
    await client.receives('\r\n\r\n');
    client.socket.pause();
    const connection = await rig.upstream.connection();
    await pour(connection.socket, 1024);
    await expect.poll(() => connection.ended, { timeout: 8000 }).toBe(true);
    await rig.proxy.logs({ cause: 'CLIENT_STALLED', msg: 'request failed' });
  });

  it('stops the client while the remote does not read, with the memory of a few chunks, and loses nothing', async () => {
    const size = 7 * MIB;
    const before = await rig.proxy.usage();
    rig.upstream.behave(async (connection) => {
      connection.socket.pause();
      await sleep(1000);
      const during = await rig.proxy.usage();
      expect(during.heapUsed + during.external - before.heapUsed - before.external).toBeLessThan(4 * MIB);
      connection.socket.resume();
      await connection.wholeRequest();
      connection.send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    });
    const client = await rig.send(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n\r\n`);
    client.send(Buffer.alloc(size, 'y'));
    expect(statusOf(await client.answer())).toBe(202);
    expect(rig.upstream.requests[0]?.body.equals(Buffer.alloc(size, 'y'))).toBe(true);
  });
});
