/** A challenge the client cannot meet: the credential in question is the proxy's own. */
import { expect, it } from 'vitest';
import { secretEnvName } from '../../../contract/secret-id';
import { expectRpcError } from '../../support/expect-error';
import { statusOf } from '../../support/http-message';
import { createRig, POST } from '../../support/rig';

const TOKEN = 'Bearer expired-token-nobody-prints';

it('401 becomes 503, and the log names the header and not its value', async () => {
  const rig = await createRig({
    config: { header_forward: { add_headers_from_secret: { authorization: 'TOKEN_ID' } } },
    env: { [secretEnvName('TOKEN_ID')]: TOKEN },
  });
  rig.upstream.behave(
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error="invalid_token"\r\nContent-Length: 4\r\n\r\nexp!',
  );
  const answer = await (await rig.send(POST)).answer();
  expectRpcError(answer, 503, 'ERR_UPSTREAM_CREDENTIAL');
  expect(answer.headers.map(([name]) => name.toLowerCase())).not.toContain('www-authenticate');
  await rig.proxy.logs({ code: 'ERR_UPSTREAM_CREDENTIAL', header: 'Authorization' });
  expect(rig.proxy.output).not.toContain('expired-token');
  expect(rig.upstream.requests[0]?.headers).toContainEqual(['authorization', TOKEN]);

  rig.upstream.behave('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  expect(statusOf(await (await rig.send(POST)).answer())).toBe(403);
  await rig.settle();
  await rig.close();
});
