/** An event stream outlives its token for a while, and not for ever. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectRpcError } from '../../support/expect-error';
import { OPEN_STREAM } from '../../support/raw-upstream';
import { createRig, GET, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { createSigningKey, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';

const GRACE_MS = 2_000;
const LEEWAY_MS = 10_000;

let key: SigningKey;
let issuer: TestIssuer;
let rig: Rig;

beforeAll(async () => {
  key = await createSigningKey('key');
  issuer = await startTestIssuer([key]);
  rig = await createRig({
    config: { oidc_config: toOidc(issuer.url), limits: { token_grace_ms: GRACE_MS } },
  });
});

afterAll(async () => {
  await rig.close();
  await issuer.close();
});

/** A token that was accepted a moment ago, within the leeway, and is not any more soon. */
function signAlmostExpired(): Promise<string> {
  return issuer.sign(key, { exp: Math.floor((Date.now() - LEEWAY_MS) / 1000) + 2 });
}

it.each([
  ['GET', GET],
  ['POST', POST],
])('ends the stream of a %s cleanly', async (_method, request) => {
  rig.upstream.behave(OPEN_STREAM);
  const token = await signAlmostExpired();
  const authorized = request.replace('\r\n', `\r\nAuthorization: Bearer ${token}\r\n`);
  const client = await rig.send(authorized);
  await client.receives('data: ');
  expect(client.ending).toBe('open');
  const answer = await client.answer();
  expect(answer).toMatchObject({ framing: 'chunked', complete: true });
  await expect.poll(() => rig.upstream.connections.at(-1)?.ended).toBe(true);
  // With the same token there is no way back in.
  await expect
    .poll(async () => (await (await rig.send(authorized)).answer()).startLine, { timeout: 5000 })
    .toContain('401');
  expect(rig.proxy.output).not.toContain('request failed');
});

it('does not end an answer that is no event stream', async () => {
  rig.upstream.behave((connection) => {
    connection.send('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{');
    setTimeout(() => connection.send('}'), GRACE_MS + 4000);
  });
  const token = await signAlmostExpired();
  const client = await rig.send(POST.replace('\r\n', `\r\nAuthorization: Bearer ${token}\r\n`));
  expect((await client.answer()).body.toString()).toBe('{}');
});

it('lets nobody in with a token that has expired', async () => {
  const token = await issuer.sign(key, { exp: Math.floor((Date.now() - LEEWAY_MS) / 1000) - 1 });
  const client = await rig.send(POST.replace('\r\n', `\r\nAuthorization: Bearer ${token}\r\n`));
  expectRpcError(await client.answer(), 401, 'ERR_AUTH_TOKEN_INVALID');
});
