/** The remote cannot prove who it is. Certificates are verified without exception; no header is sent before that. */
import { afterEach, describe, expect, it } from 'vitest';
import { expectRpcError } from '../support/expect-error';
import { statusOf } from '../support/http-message';
import { createRig, POST } from '../support/rig';
import type { Rig, RigOptions } from '../support/rig';
import { SECURE, TUNNELLED } from '../support/ways';

// Without a bystander: from such a remote nobody gets anything.
let rig: Rig;
afterEach(async () => {
  rig.expectSecretKept();
  await rig.close();
});

async function start(options: RigOptions): Promise<Rig> {
  rig = await createRig(options);
  return rig;
}

describe.each([SECURE, TUNNELLED])('$name', (way) => {
  it('reaches a remote whose certificate is good', async () => {
    await start({ way });
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    expect(rig.upstream.received.toString()).toContain('X-API-Key: ');
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('refuses a certificate that is %s, and sends nothing', async (certificate, cause) => {
    await start({ way: { ...way, certificate } });
    const client = await rig.send(POST + POST);
    for (const count of [1, 2]) expectRpcError(await client.answer(count), 502, 'ERR_UPSTREAM_TLS');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_TLS', cause, msg: 'request failed' });
    expect(rig.upstream.received.toString()).toBe('');
  });

  it('trusts nobody it was not told to', async () => {
    await start({ way: { ...way, isUnknown: true } });
    expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_TLS');
    expect(rig.upstream.received.toString()).toBe('');
  });

  it('cannot be told by the environment to verify nothing', async () => {
    await start({
      way: { ...way, certificate: 'self-signed' },
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });
    expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_TLS');
    expect(rig.upstream.received.toString()).toBe('');
  });

  it('takes up a session again that it had with the remote', async () => {
    await start({ way });
    for (let count = 0; count < 3; count++) {
      expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
      await rig.upstream.retire();
    }
  });

  it('reports a remote that speaks no TLS at all', async () => {
    await start({ way: { ...way, lacksTls: true } });
    rig.upstream.onAccept((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_TLS');
  });

  it('gives up a remote that never finishes the handshake', async () => {
    await start({ way: { ...way, lacksTls: true }, config: { limits: { connect_timeout_ms: 1000 } } });
    expectRpcError(await (await rig.send(POST)).answer(), 504, 'ERR_UPSTREAM_CONNECT_TIMEOUT');
  });
});
