/**
 * The attacker opens connections until there is no place for anybody else. Newcomers take the place of those that have
 * been idle longest, and nobody's request in progress is ended for it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../contract/limits';
import { statusOf } from '../support/http-message';
import { connectRaw } from '../support/raw-client';
import type { RawClient } from '../support/raw-client';
import { OK_ANSWER, OPEN_STREAM } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const LIMIT = 32;

// Without a bystander, whose connections would be among those that are counted.
describe(`${LIMIT} connections and no more`, () => {
  let rig: Rig;
  let clients: RawClient[] = [];
  beforeAll(async () => {
    rig = await createRig({ config: { limits: { client_connections: LIMIT } } });
  });
  afterEach(async () => {
    for (const { socket } of clients) socket.destroy();
    clients = [];
    await rig.settle();
  });
  afterAll(() => rig.close());

  async function connect(localAddress?: string): Promise<RawClient> {
    const client = await connectRaw(rig.proxy.port, localAddress);
    clients.push(client);
    return client;
  }

  /** Connects and calls; the connection is idle then. */
  async function callOnce(localAddress?: string): Promise<RawClient> {
    const client = (await connect(localAddress)).send(POST);
    expect(statusOf(await client.answer())).toBe(200);
    return client;
  }

  /** Whether a newcomer gets an answer, and not the end of its connection. */
  async function isServed(): Promise<boolean> {
    const client = (await connect()).send(POST);
    await vi.waitUntil(() => client.ending !== 'open' || client.answers().length > 0, { timeout: 5000 });
    return client.answers().length > 0;
  }

  async function fill(count: number): Promise<RawClient[]> {
    const filled: RawClient[] = [];
    while (filled.length < count) filled.push(await callOnce());
    return filled;
  }

  const open = (): number => clients.filter(({ ending }) => ending === 'open').length;

  it('a newcomer is served, in the place of the one that has been idle longest', async () => {
    const [first, ...others] = await fill(LIMIT);
    await callOnce();
    await first?.closed();
    expect(open()).toBe(LIMIT);
    for (const other of others) expect(other.ending).toBe('open');
  });

  it('one that was used again is not the longest idle', async () => {
    const [first, second] = await fill(LIMIT);
    expect(statusOf(await (first as RawClient).send(POST).answer(2))).toBe(200);
    await callOnce();
    await second?.closed();
    expect(first?.ending).toBe('open');
  });

  it('requests in progress keep their connections, whoever comes', async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      if (startLine.includes('slow')) return;
      connection.send(startLine.startsWith('GET') ? OPEN_STREAM : OK_ANSWER);
    });
    const stream = (await connect()).send(GET);
    await stream.receives('data: ');
    const [streamConnection] = rig.upstream.connections;
    const call = (await connect()).send(POST.replace('/mcp', '/mcp?slow'));
    await expect.poll(() => rig.upstream.requests.length).toBe(2);
    const callConnection = rig.upstream.connections.find(({ requests }) =>
      requests.at(-1)?.startLine.includes('slow'),
    );
    await fill(3 * LIMIT);
    expect(open()).toBeLessThanOrEqual(LIMIT);
    streamConnection?.send('5\r\nmore\n\r\n0\r\n\r\n');
    callConnection?.send(OK_ANSWER);
    expect((await stream.answer()).body.toString()).toBe('data: more\n');
    expect(statusOf(await call.answer())).toBe(200);
  });

  it('connections that say nothing, or half of something, make room as well', async () => {
    for (let i = 0; i < LIMIT; i++) (await connect()).send(i % 2 === 0 ? '' : 'POST /mcp HTT');
    await fill(LIMIT);
    expect(open()).toBeLessThanOrEqual(LIMIT);
  });

  it('when every one of them is busy there is no place, and one as soon as a request is over', async () => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const streams: RawClient[] = [];
    for (let i = 0; i < LIMIT; i++) {
      const stream = (await connect(`127.0.0.${1 + (i % 4)}`)).send(GET);
      await stream.receives('data: ');
      streams.push(stream);
    }
    expect(await isServed()).toBe(false);
    for (const stream of streams) expect(stream.ending).toBe('open');
    streams[0]?.socket.destroy();
    rig.upstream.behave(OK_ANSWER);
    await expect.poll(isServed, { timeout: 5000 }).toBe(true);
  });

  it('an address that holds most of them makes room at its own cost', async () => {
    const bystander = await callOnce('127.0.0.2');
    for (let i = 0; i < 3; i++) await fill(LIMIT);
    expect(statusOf(await bystander.send(POST).answer(2))).toBe(200);
  });
});

describe('5,000 connections at once', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true } });
  });
  afterAll(() => rig.close());

  it('cost nobody their answer', { timeout: 60_000 }, async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      connection.send(startLine.startsWith('GET') ? OPEN_STREAM : OK_ANSWER);
    });
    const stream = (await connectRaw(rig.proxy.port, '127.0.0.2')).send(GET);
    await stream.receives('data: ');
    const [streamConnection] = rig.upstream.connections;
    const attackers: RawClient[] = [];
    for (let i = 0; i < 100; i++) {
      attackers.push(...(await Promise.all(Array.from({ length: 50 }, () => connectRaw(rig.proxy.port)))));
      if (i % 10 > 0) continue;
      const other = (await connectRaw(rig.proxy.port, '127.0.0.2')).send(POST);
      expect(statusOf(await other.answer())).toBe(200);
      other.socket.destroy();
    }
    await expect
      .poll(() => attackers.filter(({ ending }) => ending === 'open').length, { timeout: 5000 })
      .toBeLessThanOrEqual(DEFAULT_LIMITS.client_connections);
    streamConnection?.send('5\r\nmore\n\r\n0\r\n\r\n');
    expect((await stream.answer()).body.toString()).toBe('data: more\n');
    for (const { socket } of attackers) socket.destroy();
    await rig.settle();
    await expect
      .poll(async () => (await rig.proxy.usage()).resources['TCPSocketWrap'] ?? 0, { timeout: 10_000 })
      .toBeLessThan(20);
  });
});
