/**
 * Some servers send the head of an event stream only with its first message. A GET that accepts an event stream waits for
 * its head as long as such a stream may be silent; a call waits as long as an answer may take.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectError, expectRpcError } from '../support/expect-error';
import { statusOf } from '../support/http-message';
import { OPEN_STREAM } from '../support/raw-upstream';
import { createRig, GET, POST } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const GET_ANYTHING = 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n';

const HEAD_MS = 1000;
/** Longer than the limit, and the second in which silence is looked for. */
const LATE_MS = HEAD_MS + 1500;

describe.each(WAYS)('$name', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { response_header_timeout_ms: HEAD_MS } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('an event stream may take as long as it likes', async () => {
    rig.upstream.behave(() => {});
    const client = await rig.send(GET);
    await sleep(LATE_MS);
    expect(client.received.toString()).toBe('');
    (await rig.upstream.connection()).send(OPEN_STREAM);
    await client.receives('data: ');
  });

  it.each([
    ['a call', POST, expectRpcError],
    ['a GET that accepts anything else', GET_ANYTHING, expectError],
  ])('%s may not', async (_what, request, expectIt) => {
    rig.upstream.behave(() => {});
    const answer = await (await rig.send(request)).answer();
    expectIt(answer, 504, 'ERR_UPSTREAM_TIMEOUT');
    await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
  });
});

it('an event stream is given up when it may not be silent for ever', async () => {
  const rig = await createRig({ config: { limits: { event_stream_idle_timeout_ms: HEAD_MS } } });
  onTestFinished(() => rig.close());
  rig.upstream.behave(() => {});
  expectError(await (await rig.send(GET)).answer(), 504, 'ERR_UPSTREAM_TIMEOUT');
});

it('a call may take as long as it likes where the limit is 0', async () => {
  const rig = await createRig({ config: { limits: { response_header_timeout_ms: 0 } } });
  onTestFinished(() => rig.close());
  rig.upstream.behave(() => {});
  const client = await rig.send(POST);
  await sleep(LATE_MS);
  expect(client.received.toString()).toBe('');
  (await rig.upstream.connection()).send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
  expect(statusOf(await client.answer())).toBe(200);
});
