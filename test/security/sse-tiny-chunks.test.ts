/**
 * A hostile remote with the sse transport sends its stream a byte at a time, so that what is held of an event is looked
 * at over and over. Every byte is looked at once, however it comes.
 */
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readCpuTime } from '../../bench/bundle-process';
import { STREAM_HEAD } from '../support/raw-upstream';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const GET = 'GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n';
const BYTES = 10_000;
/** For each byte, at the most; reading a chunk takes some microseconds by itself. */
const LIMIT_US = 25;

const fill = (piece: string): string => piece.repeat(BYTES / piece.length);
const ENDED = '\n\ndata: the end\n\n';

/** A chunk for every byte (RFC 9112 section 7.1). */
function chunkBytes(text: Buffer): Buffer {
  return Buffer.concat([
    ...[...text].map((byte) => Buffer.of(0x31, 13, 10, byte, 13, 10)),
    Buffer.from('0\r\n\r\n'),
  ]);
}

let rig: Rig;

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      remotePath: '/sse',
      config: { transport: 'sse' },
      bystander: { calls: false },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each([
    ['short lines of one event', fill('a\n')],
    ['lines of one event', fill('data: a\r\n')],
    ['events as long as may be', fill(`${'data: a\n'.repeat(990)}\n`)],
    ['blank lines', fill('\n')],
    ['CRs', fill('\r')],
    ['comments', fill(':\n')],
    ['a comment without end', fill(':')],
    ['spaces', `event:${fill(' ')}`],
  ])('%s keep nobody waiting', async (_what, text) => {
    const bytes = chunkBytes(Buffer.from(text + ENDED));
    rig.upstream.behave((connection) => void connection.send(STREAM_HEAD).send(bytes));
    const before = await readCpuTime(rig.proxy.pid);
    const client = await rig.send(GET);
    const answer = await client.answer();
    const after = await readCpuTime(rig.proxy.pid);
    expect(answer.complete).toBe(true);
    expect(answer.body.toString().endsWith('data: the end\n\n')).toBe(true);
    expect(((after.totalMs - before.totalMs) * 1000) / BYTES, 'us of CPU for a byte').toBeLessThan(LIMIT_US);
  });

  it.each([
    ['members', Buffer.concat(Array.from({ length: BYTES / 25 }, () => gzipSync('a\n')))],
    ['what unpacks to a lot', gzipSync(fill('a\n').repeat(60))],
  ])('zipped, %s keep nobody waiting', async (_what, zipped) => {
    const head = STREAM_HEAD.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n');
    rig.upstream.behave((connection) => void connection.send(head).send(chunkBytes(zipped)));
    const client = await rig.send(GET.replace('Accept:', 'Accept-Encoding: gzip\r\nAccept:'));
    expect((await client.answer()).complete).toBe(true);
  });
});
