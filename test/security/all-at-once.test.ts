/**
 * The attacker sends many requests at once, ahead of the answers or over many connections, or leaves with all of them.
 * What was sent ahead is held for so many requests and no more, and nobody else waits for more than a few of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf, valuesOf } from '../support/http-message';
import type { RawClient } from '../support/raw-client';
import { OK_ANSWER, OPEN_STREAM } from '../support/raw-upstream';
import { createRig, GET, POST } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const MIB = 1024 * 1024;
/** Requests that one connection may send ahead. */
const AHEAD = 32;
const CONNECTIONS = 300;

const FIELDS = 'a: b\r\n'.repeat(250);
const NOWHERE = 'GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** Of as many bytes as are read at once, so that nothing of the next one comes with it. */
const ALIGNED = NOWHERE.replace(
  'Host',
  `${FIELDS}p: ${'p'.repeat(4096 - NOWHERE.length - FIELDS.length - 5)}\r\nHost`,
);
const CALL = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}';

/** The beginning of a call that never ends. */
const LARGE_CALL = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${2 * MIB}\r\n\r\n`;

const SILENT_GET = GET.replace('/mcp', '/mcp?silent');
const CHUNKED_CALL = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';

let rig: Rig;

function connectAll(): Promise<RawClient[]> {
  return Promise.all(Array.from({ length: CONNECTIONS }, () => rig.connect()));
}

/** All of them send at one moment, and somebody else has had time to notice. */
async function burst(clients: readonly RawClient[], bytes: string): Promise<void> {
  for (const client of clients) client.send(bytes);
  await sleep(1000);
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each([
    ['requests for nothing there is', NOWHERE.repeat(AHEAD)],
    ['requests of many fields for nothing there is', NOWHERE.replace('Host', `${FIELDS}Host`).repeat(AHEAD)],
    ['requests as long as what is read in one go', ALIGNED.repeat(AHEAD)],
    ['calls', CALL.repeat(AHEAD)],
    ['one call', CALL],
  ])(`${CONNECTIONS} connections that send %s at once`, async (_name, bytes) => {
    await burst(await connectAll(), bytes);
    await rig.expectBystanderUnharmed();
  });

  it(`${CONNECTIONS} bodies of which a few small pieces come at once, again and again`, async () => {
    rig.upstream.behave(() => {});
    const clients = await connectAll();
    for (const client of clients) client.send(CHUNKED_CALL);
    for (let round = 0; round < 3; round++) await burst(clients, '1\r\na\r\n'.repeat(250));
    await rig.expectBystanderUnharmed();
  });

  it(`${CONNECTIONS} streams that leave at once`, async () => {
    await rig.withoutCalls();
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const clients = await connectAll();
    await burst(clients, GET);
    const open = (): number => rig.upstream.connections.filter(({ ended }) => !ended).length;
    await expect.poll(open, { timeout: 10_000 }).toBeGreaterThanOrEqual(CONNECTIONS);
    for (const { socket } of clients) socket.destroy();
    await sleep(1000);
    await rig.expectBystanderUnharmed();
    await expect.poll(open, { timeout: 10_000 }).toBeLessThan(10);
  });

  it('what is sent ahead of a call that waits is held for so many requests in all', async () => {
    await rig.withoutCalls();
    rig.upstream.behave(() => {});
    const before = await rig.proxy.heldBytes();
    await burst(await connectAll(), POST + CALL.replace('Host', `${FIELDS}Host`).repeat(AHEAD));
    // 250 MiB, when each connection might have so many waiting.
    expect(((await rig.proxy.heldBytes()) - before) / MIB, 'MiB held').toBeLessThan(40);
  });
});

describe('one connection', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true }, config: { limits: { request_timeout_ms: 1000 } } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('is answered all that it sent ahead, in order, and told where it ends', async () => {
    const client = await rig.send((CALL + NOWHERE).repeat(AHEAD));
    await client.closed();
    const answers = client.answers();
    expect(answers.map(statusOf)).toEqual(
      Array.from({ length: AHEAD + 1 }, (_, index) => (index % 2 === 0 ? 200 : 404)),
    );
    const ends = answers.map((answer) => valuesOf(answer, 'connection'));
    expect(ends.slice(0, -1)).toEqual(Array.from({ length: AHEAD }, () => ['keep-alive']));
    expect(ends.at(-1)).toEqual(['close']);
  });

  it('goes on after what it sent ahead', async () => {
    const client = await rig.send(CALL.repeat(AHEAD));
    await client.answer(AHEAD);
    for (let more = 1; more <= AHEAD; more++) await client.send(CALL).answer(AHEAD + more);
    expect(new Set(client.answers().map(statusOf))).toEqual(new Set([200]));
  });

  it.each([
    ['a call', CALL],
    ['more than it may', CALL.repeat(3 * AHEAD)],
    ['half a head', CALL.slice(0, 20)],
    ['what is no request', 'garbage\r\n\r\n'],
    ['a head that waits to be told to go on', LARGE_CALL.replace('Host', 'Expect: 100-continue\r\nHost')],
    ['a megabyte of a call', `${LARGE_CALL}${'x'.repeat(MIB)}`],
    ['chunks of one byte', `${CHUNKED_CALL}${'1\r\na\r\n'.repeat(60_000)}`],
  ])(
    'that sent %s behind requests in progress leaves, or ends its side, and so do they',
    async (_name, bytes) => {
      await rig.withoutCalls();
      rig.upstream.behave(async (connection) => {
        const { startLine } = await connection.wholeRequest();
        if (!startLine.includes('silent')) connection.send(OPEN_STREAM);
      });
      const before = rig.upstream.connections.length;
      const open = (): number => rig.upstream.connections.slice(before).filter(({ ended }) => !ended).length;
      const clients: RawClient[] = [];
      for (const request of [GET, GET, SILENT_GET, SILENT_GET]) clients.push(await rig.send(request));
      await expect.poll(open).toBe(clients.length);
      for (const client of clients) client.send(bytes);
      await sleep(200);
      for (const [index, { socket }] of clients.entries()) socket[index % 2 === 0 ? 'destroy' : 'end']();
      await expect.poll(open, { timeout: 8000 }).toBe(0);
    },
  );

  it('may wait for long with what it sent ahead', async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      connection.send(startLine.startsWith('GET') ? OPEN_STREAM : OK_ANSWER);
    });
    const client = await rig.send(GET + CALL + CALL.slice(0, -1));
    await client.receives('data: ');
    await sleep(500);
    client.send('}');
    (await rig.upstream.connection()).send('0\r\n\r\n');
    await client.answer(3);
    expect(client.answers().map(statusOf)).toEqual([200, 200, 200]);
    expect(rig.upstream.requests.map(({ body }) => body.toString())).toEqual(['', '{}', '{}']);
  });
});

it('what has come of heads is held for so many fields, however many come', async () => {
  rig = await createRig({ bystander: { calls: true } });
  const before = await rig.proxy.heldBytes();
  await burst(await connectAll(), `GET /mcp HTTP/1.1\r\nHost: localhost\r\n${'a:b\r\n'.repeat(6000)}`);
  // 42 MiB, when all of them were kept.
  expect(((await rig.proxy.heldBytes()) - before) / MIB, 'MiB held').toBeLessThan(20);
  await rig.settle();
  await rig.close();
});
