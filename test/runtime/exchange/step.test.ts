/** Whatever goes wrong in a step, or with the answer it returns, ends its own request and nothing else. */
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServer, listen } from '../../../runtime/src/server';
import { toRefusal } from '../../../runtime/src/http/own-answer';
import type { OwnAnswer } from '../../../runtime/src/http/own-answer';
import { createProxy } from '../../../runtime/src/start';
import type { Step } from '../../../runtime/src/exchange/step';
import { createLog } from '../../../runtime/src/telemetry/log';
import { LogOutput } from '../../../runtime/src/telemetry/log-output';
import { toProxyParts } from '../../support/proxy-parts';

/** Node refuses to write such a value. */
const UNWRITABLE: OwnAnswer = toRefusal('ERR_PROXY_NOT_FOUND', { fields: ['X-Reason', 'line\r\nbreak'] });

/** An error of which `field` is `value`, whatever that does to whoever reads it. */
function oddError(field: string, value: PropertyDescriptor): Error {
  return Object.defineProperty(new TypeError('a bug'), field, value);
}

const THROWS: PropertyDescriptor = {
  get() {
    throw new TypeError('a bug');
  },
};

const BROKEN: Readonly<Record<string, Step>> = {
  'a step that throws': () => {
    throw new TypeError('a bug');
  },
  'a step that throws what is no error': () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw 'a bug';
  },
  'an error whose stack is no text': () => {
    throw oddError('stack', { value: 42 });
  },
  'an error whose stack throws': () => {
    throw oddError('stack', THROWS);
  },
  'an error whose code throws': () => {
    throw oddError('code', THROWS);
  },
  'a step that rejects': async () => {
    await sleep(1);
    throw new TypeError('a bug');
  },
  'an answer that cannot be sent': () => UNWRITABLE,
  'an answer that cannot be sent, after a wait': async () => {
    await sleep(1);
    return UNWRITABLE;
  },
};

const REQUESTS: Readonly<Record<string, () => RequestInit>> = {
  GET: () => ({ method: 'GET' }),
  POST: () => ({ method: 'POST', body: '{"jsonrpc":"2.0","id":7,"method":"ping"}' }),
  'POST in chunks': () => ({ method: 'POST', body: new Blob(['{}']).stream(), duplex: 'half' }),
  DELETE: () => ({ method: 'DELETE' }),
};

const log = new PassThrough();
let lines: Record<string, unknown>[] = [];
log.on('data', (text: Buffer) => lines.push(JSON.parse(text.toString()) as Record<string, unknown>));

let broken: Step;
let url: string;
let server: ReturnType<typeof createServer>;
beforeAll(async () => {
  const proxy = createProxy(toProxyParts({}, createLog(true, new LogOutput(log))));
  const steps: Step[] = [
    ({ path }) => (path === '/well' ? toRefusal('ERR_PROXY_NOT_FOUND') : undefined),
    (exchange) => broken(exchange),
  ];
  server = createServer({ ...proxy, steps });
  url = `http://127.0.0.1:${await listen(server.http, '127.0.0.1', 0)}`;
});
beforeEach(() => void (lines = []));
afterAll(() => void server.http.close());

describe.each(Object.entries(BROKEN))('%s', (_name, step) => {
  it.each(Object.entries(REQUESTS))('%s is 500, recorded as what it was', async (_method, build) => {
    const init = build();
    broken = step;
    const answer = await fetch(`${url}/mcp`, init);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('"ERR_PROXY_INTERNAL"');
    const { method } = init;
    expect(lines).toMatchObject([
      { level: 'error', msg: 'request crashed' },
      { level: 'warn', msg: 'request failed', code: 'ERR_PROXY_INTERNAL', method, answered: false },
    ]);
    expect(JSON.stringify(lines)).not.toContain('a bug');
    expect((await fetch(`${url}/well`)).status).toBe(404);
  });
});
