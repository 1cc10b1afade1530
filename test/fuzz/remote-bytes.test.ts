/** Any bytes for an answer: the client gets one answer, whole or cut, in time, and nothing that was not meant for it. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OK_ANSWER } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { mutationsOf } from './mutations';
import { runs, UNHURRIED } from './runs';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({
    config: { limits: { response_header_timeout_ms: 1000, response_idle_timeout_ms: 1000 } },
  });
});
afterAll(() => rig.close());

const CHUNKED =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n';
const INTERIM = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
const EMPTY = 'HTTP/1.1 204 No Content\r\n\r\n';
const REDIRECT = 'HTTP/1.1 307 Moved\r\nLocation: /mcp\r\nContent-Length: 0\r\n\r\n';
const bytes = fc.oneof(
  {
    weight: 8,
    arbitrary: mutationsOf([OK_ANSWER, CHUNKED, INTERIM + OK_ANSWER, EMPTY, REDIRECT, OK_ANSWER + CHUNKED]),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1')),
  },
);

async function ask(request: string): Promise<void> {
  const client = await rig.send(request);
  await client.answer();
  client.socket.destroy();
}

it('leaves no client without an answer, and the process as it was', UNHURRIED, async () => {
  const property = fc.asyncProperty(fc.array(bytes, { minLength: 10, maxLength: 10 }), async (all) => {
    const answers = [...all];
    rig.upstream.behave((connection) => {
      connection.send(answers.pop() ?? '').socket.end();
    });
    await Promise.all(all.map((_, index) => ask(index % 2 === 0 ? POST : GET)));
    await rig.settle();
  });
  await fc.assert(property, { ...runs(0.001), endOnFailure: true });
  expect(rig.proxy.errors).toBe('');
});
