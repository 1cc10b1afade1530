/** Event streams stay for hours and calls come and go: each kind has places of its own, and neither starves the other. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectRpcError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import { connectRaw } from '../support/raw-client';
import type { RawClient } from '../support/raw-client';
import { OK_ANSWER, OPEN_STREAM } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const STREAMS = 6;
const CALLS = 4;

let rig: Rig;
let clients: RawClient[] = [];

/** Everybody from an address of their own, since one address does not get all places. */
async function ask(request: string): Promise<RawClient> {
  const client = (await connectRaw(rig.proxy.port, `127.0.0.${10 + clients.length}`)).send(request);
  clients.push(client);
  return client;
}

const UNASKED = 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n';
const STREAMED = POST.replace('/mcp', '/mcp?streamed');

/** Answers streams and calls, but for calls that ask to wait. */
function behave(): void {
  rig.upstream.behave(async (connection) => {
    const { startLine } = await connection.wholeRequest();
    if (startLine.includes('wait')) return;
    const isStream = startLine.startsWith('GET') || startLine.includes('streamed');
    connection.send(isStream ? OPEN_STREAM : OK_ANSWER);
  });
}

const WAITING = POST.replace('/mcp', '/mcp?wait');

async function openStreams(count: number, request = GET): Promise<void> {
  for (let i = 0; i < count; i++) await (await ask(request)).receives('data: ');
}

async function holdCalls(count: number): Promise<void> {
  const before = rig.upstream.requests.length;
  for (let i = 0; i < count; i++) await ask(WAITING);
  await expect.poll(() => rig.upstream.requests.length).toBe(before + count);
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: false }, // One stream more is the bystander's.
      config: { limits: { concurrent_requests: CALLS, concurrent_streams: STREAMS + 1 } },
    });
  });
  afterEach(async () => {
    for (const { socket } of clients) socket.destroy();
    clients = [];
    await rig.untilPlace();
    await rig.settle();
  });
  afterAll(() => rig.close());

  it('calls go on when every place for a stream is taken, and a further stream is refused', async () => {
    behave();
    await openStreams(STREAMS);
    const refused = await (await ask(GET)).answer();
    expectError(refused, 503, 'ERR_PROXY_OVERLOADED');
    expect(valuesOf(refused, 'retry-after')).toEqual(['1']);
    for (let i = 0; i < 2 * CALLS; i++) expect(statusOf(await (await ask(POST)).answer())).toBe(200);
  });

  it('streams open when every place for a call is taken, and a further call is refused', async () => {
    behave();
    await holdCalls(CALLS);
    expectRpcError(await (await ask(POST)).answer(), 503, 'ERR_PROXY_OVERLOADED');
    await openStreams(STREAMS);
  });

  it.each([
    ['a GET that accepts anything', UNASKED],
    ['a POST', STREAMED],
  ])(
    '%s that is answered with an event stream takes the place of a stream, not of a call',
    async (_, request) => {
      behave();
      await openStreams(STREAMS, request);
      expectError(await (await ask(GET)).answer(), 503, 'ERR_PROXY_OVERLOADED');
      await holdCalls(CALLS);
    },
  );

  it('a GET that is answered with an event stream for which there is no place is refused', async () => {
    behave();
    await openStreams(STREAMS);
    expectError(await (await ask(UNASKED)).answer(), 503, 'ERR_PROXY_OVERLOADED');
    await holdCalls(CALLS);
  });

  it('a POST that is answered with an event stream for which there is no place stays a call', async () => {
    behave();
    await openStreams(STREAMS);
    await openStreams(CALLS, STREAMED);
    expectRpcError(await (await ask(POST)).answer(), 503, 'ERR_PROXY_OVERLOADED');
  });

  it('a GET that accepts no event stream is a call', async () => {
    behave();
    await holdCalls(CALLS);
    const answer = await (await ask('GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n')).answer();
    expectError(answer, 503, 'ERR_PROXY_OVERLOADED');
  });

  it('/health is answered when every place is taken', async () => {
    behave();
    await openStreams(STREAMS);
    await holdCalls(CALLS);
    expect(statusOf(await (await ask('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')).answer())).toBe(200);
  });

  it('a place is free again as soon as its client has gone', async () => {
    behave();
    await openStreams(STREAMS);
    clients[0]?.socket.destroy();
    await expect.poll(() => rig.upstream.connections.some(({ ended }) => ended)).toBe(true);
    await openStreams(1);
  });
});
