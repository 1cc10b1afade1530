/** The remote answers with something that is not HTTP: nothing of it may reach the client as if it were. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { expectRpcError } from '../support/expect-error';
import { WAYS } from '../support/ways';

let rig: Rig;

const REST = 'Content-Length: 2\r\n\r\n{}';

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { response_header_timeout_ms: 2000 } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('a head that is not HTTP', () => {
    it.each([
      ['no HTTP at all', 'SSH-2.0-OpenSSH_9.9\r\n'],
      ['a misspelt protocol', `HTPP/1.1 200 OK\r\n${REST}`],
      ['a version of three parts', `HTTP/1.1.1 200 OK\r\n${REST}`],
      ['a status of two digits', `HTTP/1.1 20 OK\r\n${REST}`],
      ['a status of letters', `HTTP/1.1 abc OK\r\n${REST}`],
      ['a status below 100', `HTTP/1.1 099 OK\r\n${REST}`],
      ['a space before the colon', `HTTP/1.1 200 OK\r\nX-A : 1\r\n${REST}`],
      ['a name with a space', `HTTP/1.1 200 OK\r\nX A: 1\r\n${REST}`],
      ['an empty name', `HTTP/1.1 200 OK\r\n: 1\r\n${REST}`],
      ['a line without a colon', `HTTP/1.1 200 OK\r\nnonsense\r\n${REST}`],
      ['a NUL in a value', `HTTP/1.1 200 OK\r\nX-A: a\0b\r\n${REST}`],
      ['a bare CR in a value', `HTTP/1.1 200 OK\r\nX-A: a\rSet-Cookie: b=c\r\n${REST}`],
      ['a Content-Length of letters', 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}'],
      ['a negative Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}'],
      [
        'a Content-Length beyond all bounds',
        'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}',
      ],
    ])('%s', async (_name, bytes) => {
      rig.upstream.behave(bytes);
      const client = await rig.send(POST);
      expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_MALFORMED');
      await rig.proxy.logs({ code: 'ERR_UPSTREAM_MALFORMED', answered: false, msg: 'request failed' });
    });
  });

  // RFC 9112 section 4: the reason means nothing to a client, so what is wrong with it need not cost the answer.
  it.each(['O\0K', 'O\x7fK', 'O\x1bK'])(
    'a control character in the reason goes no further',
    async (reason) => {
      rig.upstream.behave(`HTTP/1.1 200 ${reason}\r\n${REST}`);
      const answer = await (await rig.send(POST)).answer();
      expect(answer.startLine).toBe('HTTP/1.1 200 OK');
      expect(answer.body.toString()).toBe('{}');
    },
  );

  describe('chunks that are not chunks', () => {
    const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';

    it.each([
      ['a size of letters', 'xyz\r\n{}\r\n0\r\n\r\n'],
      ['a negative size', '-2\r\n{}\r\n0\r\n\r\n'],
      ['a size beyond all bounds', 'fffffffffffffffff\r\n{}\r\n0\r\n\r\n'],
      ['a chunk longer than its size', '2\r\n{}{}\r\n0\r\n\r\n'],
      ['a size of hexadecimal notation', '0x2\r\n{}\r\n0\r\n\r\n'],
      ['a NUL after the size', '2\0\r\n{}\r\n0\r\n\r\n'],
    ])('%s', async (_name, chunks) => {
      rig.upstream.behave(HEAD + chunks);
      const answer = await (await rig.send(POST)).answer();
      // The head goes out before the first chunk is read, even where both came in one piece.
      expect([statusOf(answer), answer.complete]).toEqual([200, false]);
      await rig.proxy.logs({ code: 'ERR_UPSTREAM_MALFORMED', answered: true, msg: 'request failed' });
    });
  });
});
