/**
 * The remote closes a connection it takes for idle at the very moment the next request goes out on it. Nobody can tell
 * whether the remote has acted on that request: what may be repeated is, once (RFC 9110 section 9.2.2), a POST never,
 * and connections are given up before the remote does so.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectRpcError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import { OK_ANSWER } from '../support/raw-upstream';
import type { UpstreamConnection } from '../support/raw-upstream';
import { BODY, createRig, GET, POST } from '../support/rig';
import type { Rig } from '../support/rig';
import { FORWARDED, WAYS } from '../support/ways';

const IDLE_MS = 1500;

/** Connections that carry one request each are in no such race. */
const REUSING_WAYS = WAYS.filter((way) => way !== FORWARDED);

const DEATHS: readonly (readonly [string, (connection: UpstreamConnection) => void])[] = [
  ['ends', ({ socket }) => void socket.end()],
  ['resets', (connection) => connection.reset()],
];

function request(method: string, body = ''): string {
  const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`;
  return `${method} /mcp HTTP/1.1\r\nHost: localhost\r\n${length}\r\n${body}`;
}

/** An answer after which the remote announces for how many seconds it keeps the connection. */
function announcing(seconds: number): string {
  return OK_ANSWER.replace('\r\n', `\r\nKeep-Alive: timeout=${seconds}\r\n`);
}

let rig: Rig;

/** Answers the first request of each connection, and does this to the others. */
function onReuse(behave: (connection: UpstreamConnection) => void): void {
  rig.upstream.behave(async (connection) => {
    await connection.wholeRequest();
    if (connection.requests.length === 1) connection.send(OK_ANSWER);
    else behave(connection);
  });
}

async function ask(bytes = POST): Promise<number> {
  return statusOf(await (await rig.send(bytes)).answer());
}

/** How long the only connection there has been stays open after its last answer. */
async function idleTime(): Promise<number> {
  const beginMs = performance.now();
  const connection = await rig.upstream.connection();
  await expect.poll(() => connection.ended, { timeout: 10_000, interval: 5 }).toBe(true);
  return connection.endedAtMs - beginMs;
}

describe.each(REUSING_WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: false },
      config: { limits: { upstream_idle_timeout_ms: IDLE_MS } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('an idle connection', () => {
    it('is used again', async () => {
      for (let count = 0; count < 3; count++) expect(await ask()).toBe(200);
      expect(rig.upstream.connections).toHaveLength(1);
    });

    it('is given up after the time there is for it', async () => {
      await ask();
      const idleMs = await idleTime();
      expect(idleMs).toBeGreaterThan(IDLE_MS - 600);
      expect(idleMs).toBeLessThan(IDLE_MS + 1500);
    });

    it('is given up a second before the remote does so', async () => {
      rig.upstream.behave(announcing(2));
      await ask();
      expect(await idleTime()).toBeLessThan(IDLE_MS - 100);
    });

    it('is not used again when the remote keeps it for no longer than a second', async () => {
      rig.upstream.behave(announcing(1));
      for (let count = 0; count < 3; count++) expect(await ask()).toBe(200);
      expect(rig.upstream.connections).toHaveLength(3);
    });

    it('is not kept longer because the remote would keep it longer', async () => {
      rig.upstream.behave(announcing(600));
      await ask();
      expect(await idleTime()).toBeLessThan(IDLE_MS + 1500);
    });
  });

  describe.each(DEATHS)('a connection that the remote %s when it is used again', (_how, end) => {
    it.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])('%s is repeated on a fresh one', async (method) => {
      onReuse(end);
      expect(await ask()).toBe(200);
      const client = await rig.send(request(method));
      expect(statusOf(await (method === 'HEAD' ? client.answerToHead() : client.answer()))).toBe(200);
      expect(rig.upstream.requests.map(({ startLine }) => startLine.split(' ')[0])).toEqual([
        'POST',
        method,
        method,
      ]);
    });

    it('an event stream is asked for again', async () => {
      onReuse(end);
      expect(await ask()).toBe(200);
      expect(await ask(GET)).toBe(200);
    });

    it('a POST is not repeated', async () => {
      onReuse(end);
      expect(await ask()).toBe(200);
      expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_CLOSED');
      expect(rig.upstream.requests).toHaveLength(2);
      await rig.proxy.logs({ code: 'ERR_UPSTREAM_CLOSED', answered: false, msg: 'request failed' });
    });

    it('nothing is repeated that has a body', async () => {
      onReuse(end);
      expect(await ask()).toBe(200);
      expect(await ask(request('DELETE', BODY))).toBe(502);
      expect(rig.upstream.requests).toHaveLength(2);
    });

    it('nothing is repeated once the remote has begun to answer', async () => {
      onReuse((connection) => {
        connection.send('HTTP/1.1 103 Early Hints\r\n\r\n');
        setTimeout(() => end(connection), 20);
      });
      expect(await ask()).toBe(200);
      expect(await ask(request('GET'))).toBe(502);
      expect(rig.upstream.requests).toHaveLength(2);
    });

    it('nothing is repeated twice, nor from a fresh connection', async () => {
      rig.upstream.behave(async (connection) => {
        const { startLine } = await connection.wholeRequest();
        if (startLine.startsWith('POST')) connection.send(OK_ANSWER);
        else end(connection);
      });
      expect(await ask()).toBe(200);
      expect(await ask(request('GET'))).toBe(502);
      expect(rig.upstream.requests).toHaveLength(3);
      expect(await ask(request('GET'))).toBe(502);
      expect(rig.upstream.requests).toHaveLength(4);
    });
  });

  it('aimed at the moment the remote closes: no GET is lost, and no POST arrives twice', async () => {
    const LIMIT_MS = 5;
    const arrived = new Map<string, number>();
    rig.upstream.behave(async (connection) => {
      const whole = await connection.wholeRequest();
      const [id = ''] = valuesOf(whole, 'x-id');
      arrived.set(id, (arrived.get(id) ?? 0) + 1);
      connection.send(OK_ANSWER);
      const { length } = connection.requests;
      setTimeout(() => {
        if (connection.requests.length === length) connection.socket.end();
      }, LIMIT_MS);
    });
    const client = await rig.connect();
    const results: { method: string; status: number; times: number }[] = [];
    for (let id = 0; id < 200; id++) {
      const method = id % 2 === 0 ? 'GET' : 'POST';
      client.send(request(method, method === 'POST' ? BODY : '').replace('\r\n', `\r\nX-Id: ${id}\r\n`));
      const status = statusOf(await client.answer(id + 1));
      results.push({ method, status, times: arrived.get(String(id)) ?? 0 });
      await sleep(LIMIT_MS - 1 + (id % 3));
    }
    expect(results.filter(({ method, status }) => method === 'GET' && status !== 200)).toEqual([]);
    const posts = results.filter(({ method }) => method === 'POST');
    expect(posts.filter(({ times }) => times > 1)).toEqual([]);
    expect(posts.filter(({ status, times }) => status !== 502 && !(status === 200 && times === 1))).toEqual(
      [],
    );
  });
});

it('a connection through a forward proxy carries one request, whatever is announced', async () => {
  const forwarded = await createRig({ way: FORWARDED });
  forwarded.upstream.behave(announcing(600));
  for (let count = 0; count < 3; count++) {
    expect(statusOf(await (await forwarded.send(POST)).answer())).toBe(200);
  }
  expect(forwarded.upstream.connections).toHaveLength(3);
  await forwarded.close();
});
