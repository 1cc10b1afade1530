/**
 * Something in the proxy itself throws on the last way to the remote, past the steps: that request is 500, with a code
 * and a log line, the process lives, and nobody else notices.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BROKEN } from '../support/broken';
import { statusOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const PROGRAM = ['--import', 'tsx', join(import.meta.dirname, '../support/broken-program.mts')];

const HEAD = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const REQUESTS = {
  'a POST in one piece': `${HEAD}Content-Length: 2\r\nX-Break: `,
  'a POST in chunks': `${HEAD}Transfer-Encoding: chunked\r\nX-Break: `,
  'a GET': 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-Break: ',
} as const;
const BODIES = {
  'a POST in one piece': '{}',
  'a POST in chunks': '2\r\n{}\r\n0\r\n\r\n',
  'a GET': '',
} as const;

/** Only a body is read. */
const CASES = (Object.keys(REQUESTS) as (keyof typeof REQUESTS)[]).flatMap((request) =>
  BROKEN.filter((what) => what !== 'read' || request !== 'a GET').map((what) => [what, request] as const),
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
    const { stack } = await rig.proxy.logs({ msg: 'request crashed', cause: 'TypeError' });
    expect((stack as string[])[0]).toContain('broken-program');
    await rig.proxy.logs({ msg: 'request failed', code: 'ERR_PROXY_INTERNAL', answered: false });
    expect(rig.proxy.output).not.toContain('a bug');
  });
});
