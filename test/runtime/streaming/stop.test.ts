/** The graceful stop, as a pod sees it: unready at once, serving for a while, then finishing, then gone. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunConfigLimits } from '../../../contract/limits';
import { expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import { connectRaw } from '../../support/raw-client';
import type { RawClient } from '../../support/raw-client';
import { createRig, GET, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';

const HEALTH = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';

let rig: Rig;
async function start(limits: Partial<RunConfigLimits>): Promise<Rig> {
  rig = await createRig({ config: { limits } });
  return rig;
}

afterEach(async () => {
  rig.expectSecretKept();
  await rig.close();
});

async function health(): Promise<number> {
  return statusOf(await (await rig.send(HEALTH)).answer());
}

/** How long something takes, in milliseconds. */
async function timed<T>(work: Promise<T>): Promise<{ result: T; tookMs: number }> {
  const begin = performance.now();
  const result = await work;
  return { result, tookMs: performance.now() - begin };
}

it('turns unready at once, serves until the delay is over, and ends with 0', async () => {
  await start({ shutdown_delay_ms: 800, shutdown_deadline_ms: 5000 });
  expect(await health()).toBe(200);
  const exit = timed(rig.proxy.end('SIGTERM'));
  await rig.proxy.logs({ msg: 'stopping' });
  expect(await health()).toBe(503);
  const answer = await (await rig.send(POST)).answer();
  expect(statusOf(answer)).toBe(200);
  expect(valuesOf(answer, 'connection')).toEqual(['close']);
  const { result, tookMs } = await exit;
  expect(result).toBe(0);
  expect(tookMs).toBeGreaterThan(700);
  expect(tookMs).toBeLessThan(2500);
  await expect(connectRaw(rig.proxy.port)).rejects.toThrow('ECONNREFUSED');
});

it('closes idle connections when the delay is over', async () => {
  await start({ shutdown_delay_ms: 100, shutdown_deadline_ms: 5000 });
  const client = await rig.send(POST);
  await client.answer();
  expect(client.ending).toBe('open');
  const { result, tookMs } = await timed(rig.proxy.end('SIGTERM'));
  expect(result).toBe(0);
  expect(tookMs).toBeLessThan(2000);
  expect(await client.closed()).toBe('closed');
});

describe('a request whose head is half received', () => {
  const HALF = POST.indexOf('Accept');

  it('is still answered, and its connection closed', async () => {
    await start({ shutdown_delay_ms: 0, shutdown_deadline_ms: 10_000 });
    const idle = await rig.send(POST);
    await idle.answer();
    const fresh = await rig.send(POST.slice(0, HALF));
    const used = await rig.send(POST);
    await used.answer();
    used.send(POST.slice(0, HALF));
    // For the bytes to have arrived.
    expect(await health()).toBe(200);
    const exit = rig.proxy.end('SIGTERM');
    // The connections between requests are closed by then.
    await idle.closed();
    for (const client of [fresh, used]) client.send(POST.slice(HALF));
    for (const answer of [await fresh.answer(), await used.answer(2)]) {
      expect(statusOf(answer)).toBe(200);
      expect(valuesOf(answer, 'connection')).toEqual(['close']);
    }
    expect(await exit).toBe(0);
  });

  it('and stays so holds the process no longer than the deadline', async () => {
    await start({ shutdown_delay_ms: 0, shutdown_deadline_ms: 1000 });
    await rig.send(POST.slice(0, HALF));
    expect(await health()).toBe(200);
    const { result, tookMs } = await timed(rig.proxy.end('SIGTERM'));
    expect(result).toBe(0);
    expect(tookMs).toBeLessThan(3000);
  });
});

describe('a request in progress', () => {
  it('before its answer finishes, and then the process ends', async () => {
    await start({ shutdown_delay_ms: 0, shutdown_deadline_ms: 10_000 });
    rig.upstream.behave(() => {});
    const client = await rig.send(POST);
    const connection = await rig.upstream.connection();
    await expect.poll(() => connection.requests.length).toBe(1);
    const exit = rig.proxy.end('SIGTERM');
    await expect
      .poll(() =>
        connectRaw(rig.proxy.port).then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('refused');
    connection.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone');
    const answer = await client.answer();
    expect(answer.body.toString()).toBe('done');
    expect(valuesOf(answer, 'connection')).toEqual(['close']);
    expect(await exit).toBe(0);
  });

  it('in the middle of its answer finishes as well', async () => {
    await start({ shutdown_delay_ms: 0, shutdown_deadline_ms: 10_000 });
    rig.upstream.behave((connection) => {
      connection.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndo');
    });
    const client = await rig.send(POST);
    await client.receives('do');
    const { result, tookMs } = await timed(
      Promise.all([
        rig.proxy.end('SIGTERM'),
        new Promise((resolve) => setTimeout(resolve, 300)).then(async () => {
          (await rig.upstream.connection()).send('ne');
        }),
      ]),
    );
    expect(result[0]).toBe(0);
    expect(tookMs).toBeLessThan(3000);
    expect((await client.answer()).body.toString()).toBe('done');
  });

  it('at the deadline gets an error with its id, when no answer has begun', async () => {
    await start({ shutdown_delay_ms: 0, shutdown_deadline_ms: 500 });
    rig.upstream.behave(() => {});
    const client = await rig.send(POST);
    await expect.poll(() => rig.upstream.requests.length).toBe(1);
    const exit = rig.proxy.end('SIGTERM');
    expectRpcError(await client.answer(), 503, 'ERR_PROXY_DRAINING');
    expect(await exit).toBe(0);
  });
});

it('at the deadline does not wait for a connection that is being made', async () => {
  const silent = createServer(() => {});
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  rig = await createRig({
    config: {
      remote_url: `https://127.0.0.1:${port}/mcp`,
      limits: { shutdown_delay_ms: 0, shutdown_deadline_ms: 500 },
    },
  });
  const client = await rig.send(POST);
  await once(silent, 'connection');
  const { result, tookMs } = await timed(rig.proxy.end('SIGTERM'));
  expect(result).toBe(0);
  expect(tookMs).toBeLessThan(3000);
  const answer = await client.answer();
  expectRpcError(answer, 503, 'ERR_PROXY_DRAINING');
  expect(valuesOf(answer, 'connection')).toEqual(['close']);
  silent.close();
});

describe('an event stream at the deadline', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
  const EVENT = 'data: 1\n\n';

  async function openStream(request: string): Promise<RawClient> {
    await start({ shutdown_delay_ms: 0, shutdown_deadline_ms: 700 });
    rig.upstream.behave(`${HEAD}9\r\n${EVENT}\r\n`);
    const client = await rig.send(request);
    await client.receives(EVENT);
    return client;
  }

  async function expectStop(): Promise<void> {
    const { result, tookMs } = await timed(rig.proxy.end('SIGTERM'));
    expect(result).toBe(0);
    expect(tookMs).toBeGreaterThan(600);
    expect(tookMs).toBeLessThan(2500);
    await expect.poll(async () => (await rig.upstream.connection()).ended).toBe(true);
  }

  it('that has no end of its own ends cleanly, for its client to ask another replica', async () => {
    const client = await openStream(GET);
    await expectStop();
    expect(await client.closed()).toBe('closed');
    const answer = await client.answer();
    expect(answer.complete).toBe(true);
    expect(answer.body.toString()).toBe(EVENT);
  });

  it('whose client is behind is cut: what was sent last did not get to it', async () => {
    await start({ shutdown_delay_ms: 0, shutdown_deadline_ms: 700 });
    const size = 32 * 1024 * 1024;
    rig.upstream.behave(`${HEAD}${size.toString(16)}\r\ndata: ${'x'.repeat(size - 8)}\n\n\r\n`);
    const client = await rig.send(GET);
    client.socket.pause();
    await expectStop();
    client.socket.resume();
    expect(await client.closed()).toBe('reset');
  });

  it('that answers a call is cut, so that nobody takes what came for the whole answer', async () => {
    const client = await openStream(POST);
    await expectStop();
    await client.closed();
    expect((await client.answer()).complete).toBe(false);
  });
});

it('does not wait for anyone to notice when a person presses Ctrl-C', async () => {
  await start({ shutdown_delay_ms: 20_000, shutdown_deadline_ms: 30_000 });
  const { result, tookMs } = await timed(rig.proxy.end('SIGINT'));
  expect(result).toBe(0);
  expect(tookMs).toBeLessThan(2000);
});
