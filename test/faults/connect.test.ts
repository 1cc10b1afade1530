/** The remote cannot be reached: nobody listens, connections die before an answer, or the name does not exist. */
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { statusOf } from '../support/http-message';
import { POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { startProxyProcess } from '../support/proxy-process';
import { connectRaw } from '../support/raw-client';
import type { UpstreamConnection } from '../support/raw-upstream';
import { FORWARDED, WAYS } from '../support/ways';
import type { Way } from '../support/ways';
import { expectRpcError } from '../support/expect-error';

async function closeAfterRequest(connection: UpstreamConnection): Promise<void> {
  await connection.wholeRequest();
  connection.socket.end();
}

describe.each(WAYS)('$name, a remote that accepts connections and fails', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: false },
      config: { limits: { response_header_timeout_ms: 1000 } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  /** At once; but a forward proxy that loses its connection as soon as that says by itself that it could not connect. */
  function endAll(end: (socket: Socket) => void): void {
    const delayMs = way.startForwardProxy === undefined ? 0 : 5;
    rig.upstream.behave(() => {});
    rig.upstream.onAccept((socket) => (delayMs === 0 ? end(socket) : void setTimeout(end, delayMs, socket)));
  }

  it.each<[string, () => void]>([
    ['resets every connection at once', () => endAll((socket) => socket.resetAndDestroy())],
    ['closes every connection at once', () => endAll((socket) => socket.end())],
    ['closes after it has read the request', () => rig.upstream.behave(closeAfterRequest)],
    ['half-closes and stays silent', () => rig.upstream.behave(({ socket }) => void socket.end())],
  ])('%s', async (_how, misbehave) => {
    misbehave();
    const client = await rig.send(POST);
    expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_CLOSED');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_CLOSED', answered: false, msg: 'request failed' });
  });

  it('never repeats a POST, which may have had its effect before the connection died', async () => {
    rig.upstream.behave((connection) => connection.reset());
    const client = await rig.send(POST);
    await client.answer();
    expect(rig.upstream.requests).toHaveLength(1);
  });

  it('reads everything and never answers', async () => {
    rig.upstream.behave(() => {});
    const client = await rig.send(POST);
    expectRpcError(await client.answer(), 504, 'ERR_UPSTREAM_TIMEOUT');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_TIMEOUT', msg: 'request failed' });
  });

  it('closes a connection that was kept, between two requests', async () => {
    const client = await rig.send(POST);
    await client.answer();
    const connection = await rig.upstream.connection();
    connection.socket.end();
    await expect.poll(() => connection.ended).toBe(true);
    client.send(POST);
    expect(statusOf(await client.answer(2))).toBe(200);
  });
});

describe('the remote is absent at the start, and served as soon as it is there', () => {
  async function startWithout(way: Way) {
    const rig = await createRig({ way });
    onTestFinished(() => rig.close());
    const { port } = rig.upstream;
    await rig.upstream.close();
    return { rig, client: await rig.send(POST), restart: () => rig.upstream.listen(port) };
  }

  it.each(WAYS.filter((way) => way !== FORWARDED))('$name', async (way) => {
    const { rig, client, restart } = await startWithout(way);
    expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_CONNECT');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_CONNECT', msg: 'request failed' });
    await restart();
    expect(statusOf(await client.send(POST).answer(2))).toBe(200);
  });

  // Of an answer in plain text nobody can tell that it is the forward proxy's own.
  it.each([FORWARDED])('$name', async (way) => {
    const { client, restart } = await startWithout(way);
    const answer = await client.answer();
    expect([statusOf(answer), answer.body.toString()]).toEqual([502, '']);
    await restart();
    expect(statusOf(await client.send(POST).answer(2))).toBe(200);
  });
});

it('says why nobody could connect', async () => {
  const rig = await createRig();
  onTestFinished(() => rig.close());
  await rig.upstream.close();
  expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_CONNECT');
  await rig.proxy.logs({ code: 'ERR_UPSTREAM_CONNECT', cause: 'ECONNREFUSED', msg: 'request failed' });
});

// RFC 6761 section 6.4: no name under .invalid ever exists.
it('has a name that does not exist', async () => {
  const proxy = await startProxyProcess('http://mcp.invalid/mcp');
  onTestFinished(() => proxy.stop());
  const client = (await connectRaw(proxy.port)).send(POST + POST);
  expectRpcError(await client.answer(1), 502, 'ERR_UPSTREAM_CONNECT');
  expectRpcError(await client.answer(2), 502, 'ERR_UPSTREAM_CONNECT');
});
