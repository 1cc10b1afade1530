/** An answer of our own leaves with the fields and in the form its step gave it. */
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, listen } from '../../../runtime/src/server';
import { createProxy } from '../../../runtime/src/start';
import type { OwnAnswer } from '../../../runtime/src/http/own-answer';
import { createLog } from '../../../runtime/src/telemetry/log';
import { LogOutput } from '../../../runtime/src/telemetry/log-output';
import { toProxyParts } from '../../support/proxy-parts';

const PAGE: OwnAnswer = {
  status: 200,
  fields: ['Cache-Control', 'no-store'],
  body: { mediaType: 'text/plain; version=0.0.4', text: 'up 1 °C\n' },
};

let url: string;
let server: ReturnType<typeof createServer>;
beforeAll(async () => {
  const proxy = createProxy(toProxyParts({}, createLog(false, new LogOutput(new PassThrough()))));
  server = createServer({ ...proxy, steps: [() => PAGE] });
  url = `http://127.0.0.1:${await listen(server.http, '127.0.0.1', 0)}/page`;
});
afterAll(() => void server.http.close());

it.each([
  ['GET', 'up 1 °C\n'],
  ['HEAD', ''],
])('%s of a page that is no JSON', async (method, text) => {
  const answer = await fetch(url, { method });
  expect(answer.status).toBe(200);
  // Two fields of one name would be joined by a comma.
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(answer.headers.get('content-length')).toBe('9');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.text()).toBe(text);
});
