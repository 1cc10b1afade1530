/**
 * The remote wants to say something in trailers that it may not say in headers: of the connection, of the framing, or of
 * another way to reach it. Trailers pass the same filter as headers.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { GET, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n';

/** What comes behind the last chunk, as the client receives it. */
async function receivedTrailers(trailers: string, fields = ''): Promise<string> {
  rig.upstream.behave(`${HEAD}${fields}\r\n2\r\n{}\r\n0\r\n${trailers}\r\n`);
  const client = await rig.send(GET);
  const answer = await client.answer();
  expect([statusOf(answer), answer.body.toString(), answer.complete]).toEqual([200, '{}', true]);
  const received = client.received.toString('latin1');
  return received.slice(received.lastIndexOf('\r\n0\r\n') + 5, -2);
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('what a client may know arrives as it was written', async () => {
    expect(await receivedTrailers('X-Sum: 6\r\nServer-Timing: db;dur=53\r\nX-Sum: 7\r\n')).toBe(
      'X-Sum: 6\r\nServer-Timing: db;dur=53\r\nX-Sum: 7\r\n',
    );
  });

  it.each([
    'Connection: close',
    'Connection: X-Sum',
    'Keep-Alive: timeout=1',
    'Proxy-Connection: close',
    'Proxy-Authenticate: Basic',
    'Alt-Svc: h3=":443"',
    'TE: trailers',
    'Trailer: X-B',
    'Upgrade: h2c',
    'Access-Control-Allow-Origin: *',
    'Set-Cookie: session=1',
    'Location: https://evil.example',
    'Content-Type: text/html',
    'Content-Encoding: gzip',
    'WWW-Authenticate: Basic',
    'Mcp-Session-Id: another',
  ])('%s does not', async (trailer) => {
    expect(await receivedTrailers(`X-A: b\r\n${trailer}\r\n`)).toBe('X-A: b\r\n');
  });

  it.each([
    ['Transfer-Encoding: chunked'],
    ['Content-Length: 99'],
    ['Content-Length: 2\r\nTransfer-Encoding: gzip'],
  ])('framing (%s) does not, and may cost the answer its end', async (trailer) => {
    rig.upstream.behave(`${HEAD}\r\n2\r\n{}\r\n0\r\nX-A: b\r\n${trailer}\r\n\r\n`);
    const client = await rig.send(GET);
    await client.answer();
    const received = client.received.toString('latin1').toLowerCase();
    expect(received.match(/transfer-encoding/g)).toHaveLength(1);
    expect(received).not.toContain('content-length');
  });

  it('what Connection names does not, whether it is named among the trailers or the headers', async () => {
    expect(await receivedTrailers('X-Hop: 1\r\nX-A: b\r\nConnection: X-Hop\r\n')).toBe('X-A: b\r\n');
    expect(await receivedTrailers('X-Hop: 1\r\nX-A: b\r\n', 'Connection: X-Hop\r\n')).toBe('X-A: b\r\n');
  });

  it('more of them than a header section may have fields are left out, or cost the answer', async () => {
    rig.upstream.behave(`${HEAD}\r\n2\r\n{}\r\n0\r\n${'X-A: b\r\n'.repeat(1000)}\r\n`);
    const client = await rig.send(GET);
    await client.answer();
    expect(client.received.toString('latin1')).not.toContain('X-A');
  });
});
