/** The remote cannot be reached: nobody listens, connections die before an answer, or the name does not exist. */
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { statusOf } from '../support/http-message';
import { POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { startProxyProcess } from '../support/proxy-process';
import { connectRaw } from '../support/raw-client';
import { RawUpstream } from '../support/raw-upstream';
import type { UpstreamConnection } from '../support/raw-upstream';
import { expectRpcError } from '../support/expect-error';

async function closeAfterRequest(connection: UpstreamConnection): Promise<void> {
  await connection.wholeRequest();
  connection.socket.end();
}

describe('a remote that accepts connections and fails', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ config: { limits: { response_header_timeout_ms: 1000 } } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each<[string, () => void]>([
    ['resets every connection at once', () => rig.upstream.onAccept((socket) => socket.resetAndDestroy())],
    ['closes every connection at once', () => rig.upstream.onAccept((socket) => socket.end())],
    ['closes after it has read the request', () => rig.upstream.behave(closeAfterRequest)],
    ['half-closes and stays silent', () => rig.upstream.behave(({ socket }) => void socket.end())],
  ])('%s', async (_how, misbehave) => {
    misbehave();
    const client = await rig.send(POST);
    expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_CLOSED');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_CLOSED', answered: false, msg: 'request failed' });
  });

  it('never repeats a POST, which may have had its effect before the connection died', async () => {
    rig.upstream.behave((connection) => void connection.socket.resetAndDestroy());
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

it('starts while the remote is absent, and serves as soon as it is there', async () => {
  const placeholder = await new RawUpstream().listen();
  const { port, origin } = placeholder;
  await placeholder.close();
  const proxy = await startProxyProcess(`${origin}/mcp`);
  onTestFinished(() => proxy.stop());
  const client = (await connectRaw(proxy.port)).send(POST);
  expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_CONNECT');
  await proxy.logs({ code: 'ERR_UPSTREAM_CONNECT', cause: 'ECONNREFUSED', msg: 'request failed' });

  const upstream = await new RawUpstream().listen(port);
  onTestFinished(() => upstream.close());
  client.send(POST);
  expect(statusOf(await client.answer(2))).toBe(200);
});

// RFC 6761 section 6.4: no name under .invalid ever exists.
it('has a name that does not exist', async () => {
  const proxy = await startProxyProcess('http://mcp.invalid/mcp');
  onTestFinished(() => proxy.stop());
  const client = (await connectRaw(proxy.port)).send(POST + POST);
  expectRpcError(await client.answer(1), 502, 'ERR_UPSTREAM_CONNECT');
  expectRpcError(await client.answer(2), 502, 'ERR_UPSTREAM_CONNECT');
});
