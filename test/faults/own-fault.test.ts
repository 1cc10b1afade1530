/**
 * Something in the proxy itself throws before the steps, past them or when it is all over: a request that has no answer
 * yet is 500, with a code and a log line, the process lives, and nobody else notices.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BROKEN, BROKEN_LATER, UNRECORDED } from '../support/broken';
import type { Broken } from '../support/broken';
import { statusOf } from '../support/http-message';
import type { RawClient } from '../support/raw-client';
import { OK_ANSWER } from '../support/raw-upstream';
import type { Behaviour } from '../support/raw-upstream';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const PROGRAM = ['--import', 'tsx', join(import.meta.dirname, '../support/broken-program.mts')];

const CHUNKED_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
const HEAD = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const REQUESTS = {
  'a POST in one piece': `${HEAD}Content-Length: 2\r\nX-Break: `,
  'a POST in chunks': `${HEAD}Transfer-Encoding: chunked\r\nX-Break: `,
  'a GET': 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-Break: ',
  'a probe': 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-Break: ',
} as const;
const BODIES = {
  'a POST in one piece': '{}',
  'a POST in chunks': '2\r\n{}\r\n0\r\n\r\n',
  'a GET': '',
  'a probe': '',
} as const;

/** Only a body is read, and a probe goes no further than this process. */
const BREAKS: Readonly<Record<keyof typeof REQUESTS, readonly Broken[]>> = {
  'a POST in one piece': BROKEN,
  'a POST in chunks': BROKEN,
  'a GET': ['take', 'url', 'send', 'dispatch'],
  'a probe': ['take', 'url'],
};
const CASES = (Object.keys(REQUESTS) as (keyof typeof REQUESTS)[]).flatMap((request) =>
  BREAKS[request].map((what) => [what, request] as const),
);

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({ start: { program: PROGRAM }, bystander: { calls: true } });
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

describe.each(CASES)('%s throws, of %s', (what, request) => {
  it('is 500 for this request alone', async () => {
    const client = await rig.send(`${REQUESTS[request]}${what}\r\n\r\n${BODIES[request]}`);
    const answer = await client.answer();
    expect(statusOf(answer)).toBe(500);
    expect(answer.body.toString()).toContain('"ERR_PROXY_INTERNAL"');
    const { stack } = await rig.proxy.logs({ msg: 'request crashed', cause: 'Error' });
    expect((stack as string[])[0]).toContain('broken-program');
    await rig.proxy.logs({ msg: 'request failed', code: 'ERR_PROXY_INTERNAL', answered: false });
    expect(rig.proxy.output).not.toContain('a bug');
  });
});

/** What the remote does, so that it comes to that. */
const ANSWERS: Readonly<Record<(typeof BROKEN_LATER)[number], Behaviour | string>> = {
  push: () => {},
  onStart: OK_ANSWER,
  onSent: OK_ANSWER,
  onHead: OK_ANSWER,
  onData: CHUNKED_HEAD,
  onEnd: CHUNKED_HEAD,
  onError: ({ socket }) => void socket.destroy(),
  tick: () => {},
};

describe('what comes of a request that is on its way is no fault of the remote’s', () => {
  async function sendBroken(what: (typeof BROKEN_LATER)[number]): Promise<RawClient> {
    rig.upstream.behave(ANSWERS[what]);
    const client = await rig.send(`${REQUESTS['a POST in chunks']}${what}\r\n\r\n2\r\n{}\r\n`);
    await rig.upstream.connection();
    return client.send('1\r\n \r\n0\r\n\r\n');
  }

  async function expectBlame(answered: boolean): Promise<void> {
    const { stack } = await rig.proxy.logs({ msg: 'request crashed', cause: 'Error' });
    expect((stack as string[])[0]).toContain('broken-program');
    await rig.proxy.logs({ msg: 'request failed', code: 'ERR_PROXY_INTERNAL', answered });
    expect(rig.proxy.output).not.toContain('a bug');
  }

  it.each(BROKEN_LATER.filter((what) => what !== 'onData' && what !== 'onEnd'))(
    '%s throws: 500',
    async (what) => {
      const answer = await (await sendBroken(what)).answer();
      expect(statusOf(answer)).toBe(500);
      expect(answer.body.toString()).toContain('"ERR_PROXY_INTERNAL"');
      await expectBlame(false);
    },
  );

  // undici is in the middle of sending them.
  it.each([
    ['onStart', 'a GET'],
    ['onStart', 'a POST in one piece'],
    ['onSent', 'a GET'],
    ['onSent', 'a POST in one piece'],
  ] as const)('%s throws on a new connection, of %s: 500', async (what, request) => {
    await rig.withoutCalls();
    await rig.upstream.retire();
    rig.upstream.behave(OK_ANSWER);
    const client = await rig.send(`${REQUESTS[request]}${what}\r\n\r\n${BODIES[request]}`);
    const answer = await client.answer();
    expect(statusOf(answer)).toBe(500);
    expect(answer.body.toString()).toContain('"ERR_PROXY_INTERNAL"');
    await expectBlame(false);
  });

  it.each(['onData', 'onEnd'] as const)('%s throws: a cut', async (what) => {
    const client = await sendBroken(what);
    await client.receives('200');
    (await rig.upstream.connection()).send('2\r\n{}\r\n0\r\n\r\n');
    const answer = await client.answer();
    expect(statusOf(answer)).toBe(200);
    expect(answer.complete).toBe(false);
    await expectBlame(true);
  });
});

describe('where Node and undici call nobody else catches what is thrown', () => {
  beforeEach(async () => {
    await rig.withoutCalls();
    await rig.upstream.retire();
  });

  /** A client that has the head of an answer, and has `what` throw later. */
  async function receiveHead(what: Broken): Promise<RawClient> {
    rig.upstream.behave(CHUNKED_HEAD);
    const client = await rig.send(`${REQUESTS['a GET']}${what}\r\n\r\n`);
    await client.receives('200');
    return client;
  }

  async function expectCrashLine(): Promise<void> {
    const { stack } = await rig.proxy.logs({ msg: 'request crashed', cause: 'Error' });
    expect((stack as string[])[0]).toContain('broken-program');
  }

  it.each([
    ['prepare', 'a GET', OK_ANSWER],
    ['begin', 'a GET', OK_ANSWER],
    ['onClosed', 'a POST in one piece', ({ socket }) => void socket.destroy()],
    ['finish', 'a POST in chunks', () => {}],
    ['_read', 'a POST in chunks', () => {}],
    ['afterWhatCame', 'a probe', () => {}],
  ] satisfies [Broken, keyof typeof REQUESTS, Behaviour | string][])(
    '%s throws, of %s: 500',
    async (what, request, behaviour) => {
      rig.upstream.behave(behaviour);
      const client = await rig.send(`${REQUESTS[request]}${what}\r\n\r\n${BODIES[request]}`);
      const answer = await client.answer();
      expect(statusOf(answer)).toBe(500);
      expect(answer.body.toString()).toContain('"ERR_PROXY_INTERNAL"');
      await expectCrashLine();
      await rig.proxy.logs({ msg: 'request failed', code: 'ERR_PROXY_INTERNAL', answered: false });
    },
  );

  it('onFree throws: a cut', async () => {
    const client = await receiveHead('onFree');
    (await rig.upstream.connection()).send('2\r\n{}\r\n0\r\n\r\n');
    expect((await client.answer()).complete).toBe(false);
    await expectCrashLine();
  });

  it.each(['released', 'remove'] as const)('%s throws: the answer stays as it is', async (what) => {
    rig.upstream.behave(OK_ANSWER);
    const client = await rig.send(`${REQUESTS['a GET']}${what}\r\n\r\n`);
    expect(statusOf(await client.answer())).toBe(200);
    await expectCrashLine();
    await rig.proxy.logs({ msg: 'request answered' });
  });

  it('ended throws: the connection ends', async () => {
    const client = await receiveHead('ended');
    client.socket.end();
    expect((await client.answer()).complete).toBe(false);
    await expectCrashLine();
  });

  it('nextBuffer throws, once the request has been read: the connection ends', async () => {
    const client = await rig.send(`${REQUESTS['a GET']}nextBuffer\r\n\r\n`);
    await client.closed();
    await expectCrashLine();
    await rig.proxy.logs({ msg: 'client went away' });
  });

  it('abort throws, in its turn after the client has gone: a line in the log', async () => {
    const client = await receiveHead('abort');
    client.socket.destroy();
    await expectCrashLine();
  });
});

describe('the record cannot be taken', () => {
  it.each([
    ['an answer of the remote’s', `${UNRECORDED} /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n`, 200],
    ['an answer of our own', `${UNRECORDED} /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n`, 404],
    ['what is said to a probe', `${UNRECORDED} /health HTTP/1.1\r\nHost: localhost\r\n\r\n`, 405],
    ['what is said where there is no request', 'nonsense\r\n\r\n', 400],
  ])('%s stays as it is', async (_what, request, status) => {
    const client = await rig.send(request);
    expect(statusOf(await client.answer())).toBe(status);
    const { stack } = await rig.proxy.logs({ msg: 'request crashed', cause: 'Error' });
    expect((stack as string[])[0]).toContain('broken-program');
  });
});
