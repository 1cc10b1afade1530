/** Any bytes at the listening socket: the process neither ends nor complains, and what reaches the remote is in order. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { valuesOf } from '../support/http-message';
import type { HttpMessage } from '../support/http-message';
import { SECRET_VALUE } from '../support/proxy-process';
import { BODY, GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { mutationsOf } from './mutations';
import { runs, UNHURRIED } from './runs';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(() => rig.close());

const CHUNKED =
  'POST /mcp?a=b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive, X-A\r\n\r\n' +
  `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\nX-Trailer: c\r\n\r\n`;
const bytes = fc.oneof(
  { weight: 8, arbitrary: mutationsOf([POST, GET, CHUNKED, POST + GET, CHUNKED + POST]) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1')),
  },
);

/** Sends the bytes and says that there will be no more, which ends the connection one way or the other. */
async function sendAll(all: string): Promise<void> {
  const client = await rig.send(all);
  client.socket.end();
  await client.closed(5000);
}

function expectInOrder(request: HttpMessage): void {
  expect(request.startLine).toMatch(/^(?:POST|GET|DELETE|HEAD|OPTIONS) \/mcp(?:\?[\x21-\x7e]*)? HTTP\/1\.1$/);
  expect(valuesOf(request, 'x-api-key')).toEqual([SECRET_VALUE]);
  expect(request.headers.filter(([name]) => /^x[-_]api[-_]key$/i.test(name))).toHaveLength(1);
  expect(valuesOf(request, 'host')).toEqual([`127.0.0.1:${rig.upstream.port}`]);
}

it('neither ends the process nor brings the remote anything out of order', UNHURRIED, async () => {
  const property = fc.asyncProperty(fc.array(bytes, { minLength: 20, maxLength: 20 }), async (all) => {
    await Promise.all(all.map(sendAll));
    rig.upstream.requests.forEach(expectInOrder);
    await rig.settle();
  });
  await fc.assert(property, { ...runs(0.001), endOnFailure: true });
  expect(rig.proxy.output).not.toMatch(/unhandled|uncaught|TypeError|ERR_INTERNAL| at .*\.mjs:/i);
  expect(rig.proxy.errors).toBe('');
});
