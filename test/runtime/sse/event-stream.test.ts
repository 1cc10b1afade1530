/** Event streams of a remote are decoded as they come, no faster than they are read. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  brotliCompressSync,
  constants,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EndpointRefusedError } from '../../../runtime/src/sse/endpoint-refused-error';
import { EndpointRewriter } from '../../../runtime/src/sse/endpoint-rewriter';
import { EventStream } from '../../../runtime/src/sse/event-stream';

const MIB = 1024 * 1024;
const EVENTS = 'event: endpoint\ndata: /m\n\ndata: {"a":1}\n\n';
const REWRITTEN = EVENTS.replace('/m', '</m>');

/** Everything a stream has told its reader so far. */
class Reader {
  text = '';
  bytes = 0;
  ended = false;
  error: (Error & { code?: string }) | undefined;
  sourcePaused = false;
  readonly stream: EventStream;

  constructor(contentEncoding: string | undefined, onData: (reader: Reader) => void = () => {}) {
    const rewriter = new EndpointRewriter((announced) => {
      if (announced.includes('evil')) throw new EndpointRefusedError('refused');
      return `<${announced}>`;
    });
    this.stream = new EventStream({ contentType: 'text/event-stream', contentEncoding }, rewriter, {
      onData: (chunk) => {
        this.bytes += chunk.length;
        if (this.bytes < MIB) this.text += chunk.toString();
        onData(this);
      },
      onEnd: () => (this.ended = true),
      onError: (error) => (this.error = error as Error),
      pauseSource: () => (this.sourcePaused = true),
      resumeSource: () => (this.sourcePaused = false),
    });
  }

  /** Writes as a connection does: not while it is told to wait. */
  async write(...chunks: readonly Buffer[]): Promise<this> {
    for (const chunk of chunks) {
      this.stream.write(chunk);
      while (this.sourcePaused && this.error === undefined) await sleep(1);
    }
    return this;
  }

  async end(): Promise<this> {
    this.stream.end();
    while (!this.ended && this.error === undefined) await sleep(1);
    return this;
  }
}

const bytesOf = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.of(byte));

const CODINGS: [string | undefined, (text: string) => Buffer][] = [
  [undefined, (text) => Buffer.from(text)],
  ['', (text) => Buffer.from(text)],
  ['identity', (text) => Buffer.from(text)],
  ['gzip', gzipSync],
  [' GZIP ', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
];

describe('takes off the coding', () => {
  it.each(CODINGS)('%j', async (coding, encode) => {
    for (const chunks of [[encode(EVENTS)], bytesOf(encode(EVENTS))]) {
      const reader = await (await new Reader(coding).write(...chunks)).end();
      expect(reader).toMatchObject({ text: REWRITTEN, ended: true, error: undefined });
    }
  });

  it.each(CODINGS)('%j, of nothing', async (coding) => {
    const reader = await new Reader(coding).end();
    expect(reader).toMatchObject({ text: '', ended: true, error: undefined });
  });

  it('one event at a time', async () => {
    const reader = new Reader('gzip');
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    gzip.on('data', (chunk: Buffer) => reader.stream.write(chunk));
    for (let i = 0; i < 3; i++) {
      gzip.write(`data: ${i}\n\n`);
      await expect.poll(() => reader.text).toContain(`data: ${i}\n\n`);
    }
  });
});

describe('refuses', () => {
  it.each(['compress', 'gzip, gzip', 'gzip,br', 'unknown', 'gzip;q=1'])('the coding %s', (coding) => {
    expect(() => new Reader(coding)).toThrow(EndpointRefusedError);
  });

  it.each(['text/event-stream; charset=utf-16', 'text/event-stream;charset="utf-7"'])('%s', (contentType) => {
    const { stream: _stream, ...sink } = new Reader(undefined);
    const open = () =>
      new EventStream(
        { contentType, contentEncoding: undefined },
        new EndpointRewriter(String),
        sink as never,
      );
    expect(open).toThrow(EndpointRefusedError);
  });

  it.each(CODINGS.slice(3))('what is not %s', async (coding) => {
    const reader = await new Reader(coding).write(Buffer.from('\xffdata: x\n\n', 'latin1'));
    await reader.end();
    expect(reader).toMatchObject({ ended: false, error: { code: 'ERR_UPSTREAM_MALFORMED' } });
  });

  it.each(CODINGS.slice(3))('what is %s and ends too early', async (coding, encode) => {
    const reader = await new Reader(coding).write(encode(EVENTS).subarray(0, -1));
    await reader.end();
    expect(reader).toMatchObject({ ended: false, error: { code: 'ERR_UPSTREAM_MALFORMED' } });
  });

  it.each(CODINGS)('an endpoint within %j', async (coding, encode) => {
    for (const end of ['\n\n', '']) {
      const reader = new Reader(coding);
      await (await reader.write(encode(`event: endpoint\ndata: //evil${end}`))).end();
      expect(reader).toMatchObject({ text: '', ended: false, error: { code: 'ERR_UPSTREAM_ENDPOINT' } });
    }
  });
});

describe('a reader that cannot take more', () => {
  it.each(CODINGS.slice(3))('gets no more of what unpacks to a lot: %s', async (coding, encode) => {
    const bomb = encode('data: aaaaaaaaaa\n\n'.repeat((16 * MIB) / 18));
    const reader = new Reader(coding, ({ stream }) => stream.pause());
    reader.stream.write(bomb);
    await expect.poll(() => reader.bytes).toBeGreaterThan(0);
    await sleep(200);
    expect(reader.bytes).toBeLessThan(MIB / 2);
    expect(reader.sourcePaused).toBe(true);
    const before = reader.bytes;
    reader.stream.resume();
    await expect.poll(() => reader.bytes).toBeGreaterThan(before);
    reader.stream.destroy();
  });

  it('gets everything once it reads again', async () => {
    const text = 'data: 0123456789\n\n'.repeat(MIB / 18);
    const reader = new Reader('gzip', ({ stream }) => {
      stream.pause();
      setTimeout(() => stream.resume());
    });
    reader.stream.write(gzipSync(text));
    await reader.end();
    expect(reader.bytes).toBe(text.length);
  });

  it('that waited before anything came waits on', async () => {
    const reader = new Reader('gzip');
    reader.stream.pause();
    reader.stream.write(gzipSync(EVENTS));
    await sleep(50);
    expect(reader.text).toBe('');
    reader.stream.resume();
    await expect.poll(() => reader.text).toBe(REWRITTEN);
  });
});

it('says nothing more once it is let go of', async () => {
  const reader = new Reader('gzip');
  reader.stream.write(gzipSync(EVENTS));
  reader.stream.destroy();
  reader.stream.write(gzipSync(EVENTS));
  reader.stream.end();
  await sleep(50);
  expect(reader).toMatchObject({ text: '', ended: false, error: undefined });
});
