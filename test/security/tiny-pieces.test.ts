/**
 * Whoever cuts a body or an answer into the smallest pieces makes the proxy hold no more of it than of large ones, and
 * nobody else wait, however many they are.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { watchProxy } from '../support/proxy-blame';
import { pump } from '../support/pump';
import { connectRaw } from '../support/raw-client';
import type { RawClient } from '../support/raw-client';
import { OPEN_STREAM, STREAM_HEAD } from '../support/raw-upstream';
import { createRig, GET, POST } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const KIB = 1024;
/** As long as many of them keep the proxy busy. */
const BUSY_MS = 1000;
const COUNT = 20;
/** Some 13 MiB were held of such a call, and 10 of such an answer, when each piece was an object of its own. */
const LIMIT_KIB = 1536;

let rig: Rig;

/** Connects, sends and goes, over and over, until what it returns is called. */
function comeAgain(port: number, localAddress: string, bytes: Buffer): () => void {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  const come = (): void => {
    socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => {}).resume();
    socket.write(bytes);
    timer = setTimeout(() => {
      socket?.destroy();
      timer = setTimeout(come, 50);
    }, 150);
  };
  come();
  return () => {
    clearTimeout(timer);
    socket?.destroy();
  };
}

const HEALTH = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';
const CHUNKED_POST = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
const ONE_BYTE_CHUNK = '1\r\na\r\n';

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each([1, 4, 64])('a call that waits, with a body in chunks of %i bytes', async (size) => {
    await rig.withoutCalls();
    rig.upstream.behave(() => {});
    const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
    const before = await rig.proxy.heldBytes();
    const complete = (): number => rig.upstream.requests.filter((request) => request.complete).length;
    for (let sent = 1; sent <= COUNT; sent++) {
      await rig.send(`${CHUNKED_POST}${chunk.repeat(60_000 / size)}0\r\n\r\n`);
      await expect.poll(complete, { timeout: 15_000 }).toBe(sent);
    }
    expect(((await rig.proxy.heldBytes()) - before) / COUNT / KIB, 'KiB held for each').toBeLessThan(
      LIMIT_KIB,
    );
  });

  it('an answer in chunks of one byte that its client does not read', async () => {
    await rig.withoutCalls();
    const pieces = Buffer.from('1\r\n\n\r\n'.repeat(100_000));
    rig.upstream.behave((connection) => {
      connection.send(STREAM_HEAD);
      for (let i = 0; i < 10; i++) connection.send(pieces);
    });
    const before = await rig.proxy.heldBytes();
    for (let i = 0; i < COUNT; i++) {
      const client = await rig.connect();
      client.socket.pause();
      client.send(GET);
    }
    let most = 0;
    for (let looked = 0; looked < 5; looked++) most = Math.max(most, await rig.proxy.heldBytes());
    expect((most - before) / COUNT / KIB, 'KiB held for each').toBeLessThan(LIMIT_KIB);
  });

  it('calls behind one that waits, with bodies in chunks of one byte', async () => {
    await rig.withoutCalls();
    rig.upstream.behave(() => {});
    const before = await rig.proxy.heldBytes();
    const bytes = `${CHUNKED_POST}${ONE_BYTE_CHUNK.repeat(60_000)}0\r\n\r\n`;
    for (let i = 0; i < COUNT; i++) await rig.send(POST + bytes);
    await sleep(BUSY_MS);
    expect(((await rig.proxy.heldBytes()) - before) / COUNT / KIB, 'KiB held for each').toBeLessThan(
      LIMIT_KIB,
    );
  });

  it.each([4, 32])('%i endless bodies in chunks of one byte at once', async (count) => {
    rig.upstream.behave(() => {});
    const chunks = Buffer.from(ONE_BYTE_CHUNK.repeat(20_000));
    for (let i = 0; i < count; i++) pump((await rig.send(CHUNKED_POST)).socket, chunks);
    await sleep(BUSY_MS);
    await rig.expectBystanderUnharmed();
  });

  it('endless bodies in chunks of one byte from 32 addresses, and somebody who needs a new connection', async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      if (startLine.startsWith('GET')) connection.send(OPEN_STREAM);
    });
    const chunks = Buffer.from(ONE_BYTE_CHUNK.repeat(20_000));
    const attackers: RawClient[] = [];
    for (let i = 1; i <= 32; i++) {
      const attacker = await connectRaw(rig.proxy.port, `127.0.1.${i}`);
      pump(attacker.send(CHUNKED_POST).socket, chunks);
      attackers.push(attacker);
    }
    await sleep(BUSY_MS);
    const tookMs: number[] = [];
    for (let i = 0; i < 7; i++) {
      const beginMs = performance.now();
      await (await rig.send(GET)).receives('data: ');
      tookMs.push(performance.now() - beginMs);
    }
    for (const { socket } of attackers) socket.destroy();
    // More than a second, when connections to the remote were made in one row with what costs much.
    expect(tookMs.sort((a, b) => a - b)[3], 'milliseconds, the median').toBeLessThan(500);
    await rig.expectBystanderUnharmed();
  });

  it('kept connections of 48 addresses that send chunks of one byte at the same moment', async () => {
    rig.upstream.behave(() => {});
    const attackers: RawClient[] = [];
    for (let i = 1; i <= 48; i++) attackers.push(await connectRaw(rig.proxy.port, `127.0.2.${i}`));
    for (const attacker of attackers) await attacker.send(HEALTH).answer();
    for (const attacker of attackers) attacker.send(CHUNKED_POST + ONE_BYTE_CHUNK.repeat(10_000));
    await sleep(BUSY_MS);
    for (const { socket } of attackers) socket.destroy();
    // All that has come of each was looked at in one go, when 64 KiB were read at once.
    await rig.expectBystanderUnharmed();
  });

  it('100 addresses that come again and again with chunks of one byte, and somebody who comes anew', async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      if (startLine.startsWith('GET')) connection.send(OPEN_STREAM);
    });
    const bytes = Buffer.from(CHUNKED_POST + ONE_BYTE_CHUNK.repeat(10_000));
    const attackers = Array.from({ length: 100 }, (_, i) =>
      comeAgain(rig.proxy.port, `127.0.3.${i + 1}`, bytes),
    );
    const tookMs: number[] = [];
    for (const endMs = performance.now() + 2 * BUSY_MS; performance.now() < endMs;) {
      const elapsedMs = watchProxy(rig.proxy.pid);
      await (await rig.send(GET)).receives('data: ');
      tookMs.push(elapsedMs());
    }
    for (const stop of attackers) stop();
    // A second and a half and more: one connection is accepted at a time, and all that it has sent was read before the next.
    expect(Math.max(...tookMs), 'milliseconds, the worst').toBeLessThan(1000);
    await rig.expectBystanderUnharmed();
  });

  it.each([4, 32])('%i endless answers in chunks of one byte at once', async (count) => {
    rig.upstream.behave((connection) => {
      pump(connection.send(STREAM_HEAD).socket, Buffer.from(ONE_BYTE_CHUNK.repeat(20_000)));
    });
    for (let i = 0; i < count; i++) (await rig.send(GET)).socket.resume();
    await sleep(BUSY_MS);
    await rig.expectBystanderUnharmed();
  });
});
