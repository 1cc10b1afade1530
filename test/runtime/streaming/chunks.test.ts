/** Nothing waits for its end: each side sees a chunk before the other has written the next. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRig, GET, POST } from '../../support/rig';
import type { RawClient } from '../../support/raw-client';
import type { UpstreamConnection } from '../../support/raw-upstream';
import type { Rig } from '../../support/rig';
import { WAYS } from '../../support/ways';

/** How the end of a body is told. */
interface Framing {
  readonly field: string;
  readonly toPiece: (text: string) => string;
  readonly end: (side: RawClient | UpstreamConnection) => void;
}

const CHUNKED: Framing = {
  field: 'Transfer-Encoding: chunked',
  toPiece: (text) => `${text.length.toString(16)}\r\n${text}\r\n`,
  end: (side) => side.send('0\r\n\r\n'),
};
const DECLARED: Framing = { field: 'Content-Length: 15', toPiece: (text) => text, end: () => {} };
const UNFRAMED: Framing = { ...DECLARED, field: 'X-Framing: none', end: ({ socket }) => socket.end() };

let rig: Rig;

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('an answer arrives chunk by chunk', () => {
    it.each([
      ['JSON in chunks', POST, 'application/json', CHUNKED],
      ['JSON of a declared length', POST, 'application/json', DECLARED],
      ['an event stream in chunks', POST, 'text/event-stream', CHUNKED],
      ['an event stream until the connection ends', GET, 'text/event-stream', UNFRAMED],
    ])('%s', async (_what, request, type, { field, toPiece, end }) => {
      rig.upstream.behave(() => {});
      const client = await rig.send(request);
      const connection = await rig.upstream.connection();
      await expect.poll(() => connection.requests.length).toBe(1);
      connection.send(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${field}\r\n\r\n`);
      await client.receives('HTTP/1.1 200 OK');
      for (const part of ['one-1', 'two-2', 'three']) {
        connection.send(toPiece(part));
        await client.receives(part);
      }
      end(connection);
      expect((await client.answer()).body.toString()).toBe('one-1two-2three');
    });
  });

  it('the head of a stream that has nothing to say yet arrives at once', async () => {
    rig.upstream.behave((connection) => {
      connection.send('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nMcp-Session-Id: s1\r\n\r\n');
    });
    const client = await rig.send(GET);
    await client.receives('Mcp-Session-Id: s1\r\n');
    await client.receives('\r\n\r\n');
  });

  describe('a request goes out chunk by chunk', () => {
    it.each([
      ['in chunks', CHUNKED],
      ['of a declared length', DECLARED],
    ])('%s', async (_what, { field, toPiece, end }) => {
      const client = await rig.send(`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${field}\r\n\r\n`);
      for (const part of ['one-1', 'two-2', 'three']) {
        client.send(toPiece(part));
        await expect.poll(() => rig.upstream.received.toString()).toContain(part);
      }
      end(client);
      await client.answer();
      expect(rig.upstream.requests[0]?.body.toString()).toBe('one-1two-2three');
    });
  });

  it('both ways at once: the answer begins while the request is still on its way', async () => {
    rig.upstream.behave((connection) => {
      connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n');
    });
    const client = await rig.send(
      'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n',
    );
    await client.receives('early');
    client.send('4\r\nlate\r\n0\r\n\r\n');
    await expect.poll(() => rig.upstream.received.toString()).toContain('late');
    (await rig.upstream.connection()).send('0\r\n\r\n');
    expect((await client.answer()).body.toString()).toBe('early');
  });
});
