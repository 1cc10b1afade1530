/** A permanent redirect of the endpoint costs one request in a while, and no redirect costs a connection. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { statusOf } from '../../support/http-message';
import { connectRaw } from '../../support/raw-client';
import { OK_ANSWER } from '../../support/raw-upstream';
import type { UpstreamConnection } from '../../support/raw-upstream';
import { createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';

let rig: Rig;
beforeEach(async () => {
  rig = await createRig();
});
afterEach(async () => {
  await rig.settle();
  await rig.close();
});

/** Redirects every request but those for `/there`. */
function redirect(status: number, location: string) {
  return async (connection: UpstreamConnection): Promise<void> => {
    const { startLine } = await connection.wholeRequest();
    const moved = `HTTP/1.1 ${status} R\r\nLocation: ${location}\r\nContent-Length: 4\r\n\r\nmove`;
    connection.send(startLine.includes(' /there') ? OK_ANSWER : moved);
  };
}

it('a permanent redirect of the endpoint is asked for once, for each method and each query', async () => {
  rig.upstream.behave(async (connection) => {
    const { startLine } = await connection.wholeRequest();
    const [method = '', target = ''] = startLine.split(' ');
    const there = `/there-${method}${target.replace('/mcp', '')}`;
    const moved = `HTTP/1.1 308 R\r\nLocation: ${there}\r\nContent-Length: 4\r\n\r\nmove`;
    connection.send(startLine.includes(' /there') ? OK_ANSWER : moved);
  });
  const DELETE = 'DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const queries = ['?key=a', '?key=b'].map((query) => POST.replace('/mcp', `/mcp${query}`));
  for (const request of [POST, POST, DELETE, ...queries]) {
    expect(statusOf(await (await rig.send(request)).answer())).toBe(200);
  }
  expect(rig.upstream.requests.map(({ startLine }) => startLine.replace(' HTTP/1.1', ''))).toEqual([
    'POST /mcp',
    'POST /there-POST',
    'POST /there-POST',
    'DELETE /mcp',
    'DELETE /there-DELETE',
    'POST /mcp?key=a',
    'POST /there-POST?key=a',
    'POST /mcp?key=b',
    'POST /there-POST?key=b',
  ]);
  expect(rig.upstream.connections).toHaveLength(1);
});

/** Redirects every request but those for `/there`, with `fields` in the head. */
function redirectWith(fields: string) {
  return async (connection: UpstreamConnection): Promise<void> => {
    const { startLine } = await connection.wholeRequest();
    const moved = `HTTP/1.1 308 R\r\nLocation: /there\r\n${fields}Content-Length: 0\r\n\r\n`;
    connection.send(startLine.includes(' /there') ? OK_ANSWER : moved);
  };
}

it.each([
  ['Cache-Control: no-store', 'Cache-Control: no-store\r\n', ''],
  ['Cache-Control: private', 'cache-control: private, max-age=600\r\n', ''],
  ['Vary', 'Vary: Accept\r\n', ''],
  ['Expires', 'Expires: Thu, 01 Jan 1970 00:00:00 GMT\r\n', ''],
  ['Pragma', 'Pragma: no-cache\r\n', ''],
  ['Set-Cookie', 'Set-Cookie: shard=7\r\n', ''],
  ['an answer to a client’s Authorization', '', 'authorization: Bearer of-one-client\r\n'],
  ['an answer to a client’s Cookie', '', 'COOKIE: shard=7\r\n'],
  ['an answer within a session', '', 'Mcp-Session-Id: of-one-client\r\n'],
])('one client’s redirect moves nobody else: %s', async (_name, fields, credentials) => {
  rig.upstream.behave(redirectWith(fields));
  const request = POST.replace('Host:', `${credentials}Host:`);
  expect(statusOf(await (await rig.send(request)).answer())).toBe(200);
  expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
  const lines = rig.upstream.requests.map(({ startLine }) => startLine);
  expect(lines).toEqual(Array(2).fill(['POST /mcp HTTP/1.1', 'POST /there HTTP/1.1']).flat());
});

it('a redirect that goes by a field which the remote does not name moves nobody at another address', async () => {
  rig.upstream.behave(async (connection) => {
    const { startLine, headers } = await connection.wholeRequest();
    const isLed = !startLine.includes(' /there') && headers.some(([name]) => name.toLowerCase() === 'x-lead');
    connection.send(isLed ? 'HTTP/1.1 308 R\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n' : OK_ANSWER);
  });
  await (await rig.send(POST.replace('Host:', 'X-Lead: astray\r\nHost:'))).answer();
  const other = await connectRaw(rig.proxy.port, '127.0.0.2');
  expect(statusOf(await other.send(POST).answer())).toBe(200);
  other.socket.destroy();
  expect(rig.upstream.requests.map(({ startLine }) => startLine)).toEqual([
    'POST /mcp HTTP/1.1',
    'POST /there HTTP/1.1',
    'POST /mcp HTTP/1.1',
  ]);
});

it('what a permanent redirect led to is forgotten as soon as it does not answer well', async () => {
  rig.upstream.behave(redirect(308, '/there'));
  await (await rig.send(POST)).answer();
  rig.upstream.behave('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
  expect(statusOf(await (await rig.send(POST)).answer())).toBe(404);
  rig.upstream.behave(OK_ANSWER);
  await (await rig.send(POST)).answer();
  expect(rig.upstream.requests.at(-1)?.startLine).toBe('POST /mcp HTTP/1.1');
});

it.each([307, 308])('%i costs no connection when its body is short', async (status) => {
  rig.upstream.behave(redirect(status, '/there?x=1'));
  for (let i = 0; i < 5; i++) await (await rig.send(POST)).answer();
  expect(rig.upstream.requests).toHaveLength(10);
  expect(rig.upstream.connections).toHaveLength(1);
});

it('an Authorization that the proxy sets for everybody is no condition', async () => {
  const config = { header_forward: { add_plaintext_headers: { authorization: 'Bearer of-everybody' } } };
  const shared = await createRig({ config });
  shared.upstream.behave(redirect(308, '/there'));
  for (let i = 0; i < 2; i++) await (await shared.send(POST)).answer();
  const lines = shared.upstream.requests.map(({ startLine }) => startLine);
  expect(lines).toEqual(['POST /mcp HTTP/1.1', 'POST /there HTTP/1.1', 'POST /there HTTP/1.1']);
  await shared.settle();
  await shared.close();
});
