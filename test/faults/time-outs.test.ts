/** A time-out is never early: whoever was told how long the proxy waits may use all of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { STREAM_HEAD } from '../support/raw-upstream';
import type { UpstreamConnection } from '../support/raw-upstream';
import { createRig, GET, POST } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const LIMIT_MS = 1500;
/** The proxy looks twice a second, so that a time-out may come this much late. */
const LATE_MS = 500;
/** What a busy machine may add. */
const SLACK_MS = 2000;

/** Calls at moments spread over the time between two looks. */
async function atAllMoments(waited: () => Promise<number>): Promise<number[]> {
  const moments = Array.from({ length: 10 }, (_, i) => i * 53);
  return Promise.all(moments.map((ms) => sleep(ms).then(waited)));
}

function expectInTime(waits: number[]): void {
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(LIMIT_MS);
  expect(Math.max(...waits)).toBeLessThan(LIMIT_MS + LATE_MS + SLACK_MS);
}

/** A stream that says nothing more, and no answer to anything else. */
async function behave(connection: UpstreamConnection): Promise<void> {
  const { startLine } = await connection.wholeRequest();
  if (startLine.startsWith('GET')) connection.send(STREAM_HEAD);
}

// Side by side, since each takes as long as a time-out.
describe.concurrent.each(WAYS)('$name', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: {
        limits: { response_header_timeout_ms: LIMIT_MS, event_stream_idle_timeout_ms: LIMIT_MS },
      },
    });
    rig.upstream.behave(behave);
  });
  afterAll(async () => {
    await rig.settle();
    await rig.close();
  });

  it('of an answer that does not begin', async () => {
    expectInTime(
      await atAllMoments(async () => {
        const client = await rig.send(POST);
        const beganMs = performance.now();
        expect(statusOf(await client.answer())).toBe(504);
        return performance.now() - beganMs;
      }),
    );
  });

  it('of an event stream that falls silent', async () => {
    expectInTime(
      await atAllMoments(async () => {
        // Before the proxy begins to count, and not after: this process is not always quick to notice.
        const beganMs = performance.now();
        const client = await rig.send(GET);
        await client.receives('\r\n\r\n');
        await client.closed();
        return performance.now() - beganMs;
      }),
    );
  });
});
