/** More is asked for than may be in progress: it is refused at once, and what is given up makes room again. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectRpcError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import { OK_ANSWER, OPEN_STREAM } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import type { RawClient } from '../support/raw-client';
import { WAYS } from '../support/ways';

/** Three for the tests, and what it takes for the bystander's not to make places scarce. */
const STREAMS = 5;

let rig: Rig;
let streams: RawClient[] = [];

async function openStreams(count: number): Promise<void> {
  rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
  streams = await Promise.all(Array.from({ length: count }, () => rig.send(GET)));
  await Promise.all(streams.map((client) => client.receives('data: ')));
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: false },
      config: { limits: { concurrent_requests: 3, concurrent_streams: STREAMS } },
    });
  });
  afterEach(async () => {
    for (const { socket } of streams) socket.destroy();
    await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
    await rig.settle();
  });
  afterAll(() => rig.close());

  it('requests beyond the limit are refused, and may be repeated later', async () => {
    await openStreams(3);
    const client = await rig.send(GET);
    const answer = await client.answer();
    expectError(answer, 503, 'ERR_PROXY_OVERLOADED');
    expect(valuesOf(answer, 'retry-after')).toEqual(['1']);
    expect(rig.upstream.requests).toHaveLength(3);

    streams[0]?.socket.destroy();
    await expect.poll(() => rig.upstream.connections.filter(({ ended }) => ended).length).toBe(1);
    const next = await rig.send(GET);
    await next.receives('data: ');
    streams.push(next);
  });

  it('a JSON-RPC request beyond the limit gets its id back', async () => {
    rig.upstream.behave(() => {});
    streams = await Promise.all(Array.from({ length: 3 }, () => rig.send(POST)));
    await expect.poll(() => rig.upstream.requests.length).toBe(3);
    expectRpcError(await (await rig.send(POST)).answer(), 503, 'ERR_PROXY_OVERLOADED');
  });

  it('streams up to the limit take no place of a call, nor calls one of a stream', async () => {
    await openStreams(3);
    rig.upstream.behave((connection) => {
      if (connection.requests.at(-1)?.startLine.startsWith('POST')) connection.send(OK_ANSWER);
      else connection.send(OPEN_STREAM);
    });
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    rig.upstream.behave((connection) => {
      if (connection.requests.at(-1)?.startLine.startsWith('GET')) connection.send(OPEN_STREAM);
    });
    streams.shift()?.socket.destroy();
    await expect.poll(() => rig.upstream.connections.some(({ ended }) => ended)).toBe(true);
    streams.push(...(await Promise.all(Array.from({ length: 3 }, () => rig.send(POST)))));
    const stream = await rig.send(GET);
    await stream.receives('data: ');
    streams.push(stream);
  });

  it('streams up to the limit do not keep the probes from their answer', async () => {
    await openStreams(3);
    const client = await rig.send('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(statusOf(await client.answer())).toBe(200);
  });

  it('requests that fail make room', async () => {
    rig.upstream.behave((connection) => connection.reset());
    for (let i = 0; i < 10; i++) expect(statusOf(await (await rig.send(POST)).answer())).toBe(502);
  });
});
