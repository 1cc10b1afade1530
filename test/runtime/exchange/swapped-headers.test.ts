/** A step may give a request headers of its own to inject: what comes back is judged by those, whatever the others get. */
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createServer, listen } from '../../../runtime/src/server';
import { withInjected } from '../../../runtime/src/headers/outbound-headers';
import { createProxy } from '../../../runtime/src/start';
import type { Step } from '../../../runtime/src/exchange/step';
import { createLog } from '../../../runtime/src/telemetry/log';
import { LogOutput } from '../../../runtime/src/telemetry/log-output';
import { RawUpstream } from '../../support/raw-upstream';
import { toProxyParts } from '../../support/proxy-parts';

const OWN = 'Bearer of-this-request-alone';

const swap: Step = (exchange) => {
  if (exchange.query === 'swapped') exchange.injected = withInjected(exchange.injected, 'Authorization', OWN);
  return undefined;
};

let upstream: RawUpstream;
let server: ReturnType<typeof createServer>;
let url: string;
beforeAll(async () => {
  upstream = await new RawUpstream().listen();
  const log = createLog(false, new LogOutput(new PassThrough().resume()));
  const proxy = createProxy(toProxyParts({ remote_url: `http://127.0.0.1:${upstream.port}/mcp` }, log));
  server = createServer({ ...proxy, steps: [...proxy.steps.slice(0, -1), swap, ...proxy.steps.slice(-1)] });
  url = `http://127.0.0.1:${await listen(server.http, '127.0.0.1', 0)}/mcp`;
});
afterEach(() => upstream.reset());
afterAll(async () => {
  server.http.close();
  await upstream.close();
});

async function ask(query: string): Promise<Response> {
  const answer = await fetch(`${url}?${query}`, { headers: { Authorization: 'Bearer of-the-client' } });
  await answer.text();
  return answer;
}

function shown(): string[] {
  return upstream.requests.flatMap(({ headers }) =>
    headers.filter(([name]) => name.toLowerCase() === 'authorization').map(([, value]) => value),
  );
}

it.each([401, 403])('a challenge with %s', async (status) => {
  upstream.behave(
    `HTTP/1.1 ${status} No\r\nWWW-Authenticate: Bearer\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n`,
  );
  const own = await ask('swapped');
  expect(own.status).toBe(status === 401 ? 503 : 403);
  expect(own.headers.get('www-authenticate')).toBe(null);

  const theirs = await ask('as-it-came');
  expect(theirs.status).toBe(status);
  expect(theirs.headers.get('www-authenticate')).toBe('Bearer');
  expect(theirs.headers.get('set-cookie')).toBe('a=b');
  expect(shown()).toEqual([OWN, 'Bearer of-the-client']);
});

it('a redirect for good of one request is not everybody’s', async () => {
  upstream.behave((connection) => {
    const { startLine = '' } = connection.requests.at(-1) ?? {};
    connection.send(
      startLine.includes('/other')
        ? 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
        : 'HTTP/1.1 308 There\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n',
    );
  });
  expect((await ask('swapped')).status).toBe(200);
  expect((await ask('as-it-came')).status).toBe(200);
  expect(upstream.requests.map(({ startLine }) => startLine.split(' ')[1])).toEqual([
    '/mcp?swapped',
    '/other',
    '/mcp?as-it-came',
    '/other',
  ]);
});
