/** Event stream format: WHATWG HTML section 9.2; endpoint event: MCP 2024-11-05, HTTP with SSE. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EndpointRefusedError } from '../../../runtime/src/sse/endpoint-refused-error';
import { EndpointRewriter } from '../../../runtime/src/sse/endpoint-rewriter';
import { READERS } from '../../support/event-stream-clients';

/** Stands in for the rules about origins: it shows what it was asked, and refuses any other origin. */
function rewrite(announced: string): string {
  if (announced.includes('evil')) throw new EndpointRefusedError('refused');
  return `<${announced}>`;
}

function rewriteAll(chunks: readonly (string | Buffer)[]): string {
  const rewriter = new EndpointRewriter(rewrite);
  const out = chunks.map((chunk) => rewriter.push(Buffer.from(chunk)));
  return Buffer.concat([...out, rewriter.end()]).toString();
}

/** What goes out of a stream up to its end or to its refusal, and whether it was refused. */
function rewriteCut(chunks: readonly Buffer[]): { out: Buffer; isRefused: boolean } {
  const rewriter = new EndpointRewriter(rewrite);
  const out: Buffer[] = [];
  try {
    for (const chunk of chunks) out.push(rewriter.push(chunk));
    return { out: Buffer.concat([...out, rewriter.end()]), isRefused: false };
  } catch (error) {
    if (!(error instanceof EndpointRefusedError)) throw error;
    return { out: Buffer.concat(out), isRefused: true };
  }
}

/** The text cut in two at every byte. */
function cuts(text: string): [Buffer, Buffer][] {
  const bytes = Buffer.from(text);
  return Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
}

/** What a client that follows the specification makes of a stream. */
function parseEvents(text: string): { type: string; data: string; id?: string }[] {
  const blocks = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r\n|\r/g, '\n')
    .split('\n\n');
  return blocks.slice(0, -1).flatMap((block) => {
    const fields = block.split('\n').flatMap((line) => {
      const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      return name === '' ? [] : [[name, value] as const];
    });
    const valuesOf = (wanted: string) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
    const data = valuesOf('data');
    const id = valuesOf('id').at(-1);
    if (data.length === 0) return [];
    return [
      { type: valuesOf('event').at(-1) ?? 'message', data: data.join('\n'), ...(id !== undefined && { id }) },
    ];
  });
}

const STREAMS: [string, string, string][] = [
  ['LF', 'event: endpoint\ndata: /m?s=1\n\n', 'event: endpoint\ndata: </m?s=1>\n\n'],
  ['CRLF', 'event: endpoint\r\ndata: /m\r\n\r\n', 'event: endpoint\r\ndata: </m>\r\n\r\n'],
  // For clients that know LF only, CR by itself is no end of a line.
  ['CR', 'event: endpoint\rdata: /m\r\r', 'event: endpoint\r\ndata: </m>\r\n\r\n'],
  ['LF and CRLF', 'event: endpoint\ndata: /m\r\n\n', 'event: endpoint\ndata: </m>\r\n\n'],
  ['a byte order mark before data', '\uFEFFdata: /m\nevent: endpoint\n\n', 'data: </m>\nevent: endpoint\n\n'],
  ['the end of the stream for its own', 'event: endpoint\ndata: /m', 'event: endpoint\ndata: </m>'],
  ['no space after the colon', 'event:endpoint\ndata:/m\n\n', 'event:endpoint\ndata: </m>\n\n'],
  ['data before event', 'data: /m\nevent: endpoint\n\n', 'data: </m>\nevent: endpoint\n\n'],
  [
    'data in several lines',
    'event: endpoint\ndata: /m\ndata: ?s=1\n\n',
    'event: endpoint\ndata: </m\n?s=1>\n\n',
  ],
  ['an id beside it', 'id: 7\nevent: endpoint\ndata: /m\n\n', 'id: 7\nevent: endpoint\ndata: </m>\n\n'],
  ['a comment inside', 'event: endpoint\n: hi\ndata: /m\n\n', 'event: endpoint\n: hi\ndata: </m>\n\n'],
  [
    'CRLF, after a comment',
    ': hi\r\n\r\nevent: endpoint\r\ndata: /m\r\n\r\n: bye\r\n\r\n',
    ': hi\r\n\r\nevent: endpoint\r\ndata: </m>\r\n\r\n: bye\r\n\r\n',
  ],
  ['the same line twice', 'event: endpoint\ndata: /m\ndata: /m\n\n', 'event: endpoint\ndata: </m\n/m>\n\n'],
  ['UTF-8', 'event: endpoint\ndata: /mé🔑\n\n', 'event: endpoint\ndata: </mé🔑>\n\n'],
];

describe('rewrites an endpoint event wherever the stream is cut', () => {
  it.each(STREAMS)('%s', (_what, stream, expected) => {
    for (const chunks of cuts(stream)) expect(rewriteAll(chunks)).toBe(expected);
    expect(rewriteAll([...Buffer.from(stream)].map((byte) => Buffer.of(byte)))).toBe(expected);
  });

  it('after a byte order mark', () => {
    for (const chunks of cuts('\uFEFFevent: endpoint\ndata: /m\n\n')) {
      expect(parseEvents(rewriteAll(chunks))).toEqual([{ type: 'endpoint', data: '</m>' }]);
    }
  });

  it('between other events, and again when it comes again', () => {
    const before = ': hello\n\nevent: message\ndata: 1\n\n';
    const after = 'data: {"a":"event: endpoint"}\n\n';
    const endpoint = 'event: endpoint\ndata: /m\n\n';
    for (const chunks of cuts(before + endpoint + after + endpoint)) {
      expect(rewriteAll(chunks)).toBe(
        before + endpoint.replace('/m', '</m>') + after + endpoint.replace('/m', '</m>'),
      );
    }
  });
});

it.each(['event:  endpoint', 'event:endpoint ', 'event: \tendpoint'])(
  'rewrites %j, which some clients trim',
  (line) => {
    const rewriter = new EndpointRewriter((announced) => `<${announced}>`);
    expect(rewriter.push(Buffer.from(`${line}\ndata: /m\n\n`)).toString()).toBe(`${line}\ndata: </m>\n\n`);
  },
);

describe('leaves every other byte as it is', () => {
  it.each([
    'data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n',
    'event: message\r\ndata: x\r\nid: 9\r\n\r\n',
    'event: endpoints\ndata: /m\n\n',
    'Event: endpoint\ndata: /m\n\n',
    'data: event: endpoint\ndata: endpoint\n\n',
    ': ping - 2026-01-01\r\n\r\n',
    '\n\n\r\n\ndata: a\n\n',
    'retry: 100\n\n',
    'data: unfinished, so clients drop it',
    '',
    'data\n\n',
    `data: ${'x'.repeat(100_000)}\n\ndata: y\n\n`,
  ])('%#', (stream) => {
    const every = stream.length > 1000 ? 997 : 1;
    for (let at = 0; at <= stream.length; at += every) {
      expect(rewriteAll([stream.slice(0, at), stream.slice(at)])).toBe(stream);
    }
  });

  it('octets that are not UTF-8', () => {
    const bytes = Buffer.from([...Buffer.from('data: '), 0xff, 0xfe, 0x80, 10, 10]);
    expect(new EndpointRewriter(rewrite).push(bytes)).toEqual(bytes);
  });
});

describe('holds nothing back that could go out', () => {
  it.each([
    ['a comment', ': ping\n'],
    ['comments', ': a\r\n: b\r\n'],
    ['an event', 'data: x\n\n'],
    ['an event and a comment', 'data: x\n\n: ping\n'],
  ])('%s passes at once', (_what, chunk) => {
    expect(new EndpointRewriter(rewrite).push(Buffer.from(chunk)).toString()).toBe(chunk);
  });

  it('a long event streams on as it comes', () => {
    const rewriter = new EndpointRewriter(rewrite);
    rewriter.push(Buffer.from(`data: ${'x'.repeat(10_000)}`));
    expect(rewriter.push(Buffer.from('abc')).toString()).toBe('abc');
    expect(rewriter.push(Buffer.from('\nid: 1\n')).toString()).toBe('\nid: 1\n');
  });

  it('an endpoint event after a long one is still rewritten', () => {
    const long = `data: ${'x'.repeat(20_000)}\n\n`;
    for (let at = long.length - 5; at <= long.length + 40; at++) {
      const stream = `${long}event: endpoint\ndata: /m\n\n`;
      expect(rewriteAll([stream.slice(0, at), stream.slice(at)])).toBe(stream.replace('/m', '</m>'));
    }
  });
});

describe('a hostile endpoint', () => {
  const far = 'https://evil.example.com/';

  /** Data of every endpoint event a client would see; none when the stream is refused. */
  function endpointsSeen(chunks: readonly string[]): string[] {
    try {
      return parseEvents(rewriteAll(chunks))
        .filter(({ type }) => type === 'endpoint')
        .map(({ data }) => data);
    } catch (error) {
      expect(error).toBeInstanceOf(EndpointRefusedError);
      return [];
    }
  }

  const padding = 'x'.repeat(9000);
  it.each<[string, string[]]>([
    ['on another origin', [`event: endpoint\ndata: ${far}\n\n`]],
    ['long', [`event: endpoint\ndata: ${far}${padding}\n\n`]],
    ['too long to be held', [`event: endpoint\ndata: ${far}${padding}`, '\n\n']],
    ['too long, the type last', [`data: ${far}${padding}`, '\nevent: endpoint\n\n']],
    ['too long, cut in the type', [`data: ${far}${padding}\nevent: end`, 'point\n\n']],
    ['too long, cut after the line', [`data: ${far}${padding}\n`, 'event: endpoint\n\n']],
    ['too long, cut in CRLF', [`data: ${far}${padding}\r`, '\nevent: endpoint\r\n\r\n']],
    ['too long, after a byte order mark', [`\uFEFFevent: endpoint\ndata: ${far}${padding}`, '\n\n']],
    ['two types, the last one counts', [`event: message\nevent: endpoint\ndata: ${far}\n\n`]],
    ['two data lines', [`event: endpoint\ndata: /m\ndata: ${far}\n\n`]],
    ['behind an unfinished line', ['data: x', `\n\nevent: endpoint\ndata: ${far}\n\n`]],
    ['behind CR and LF of two events', [`data: x\r\n\r`, `\nevent: endpoint\ndata: ${far}\n\n`]],
  ])('never reaches a client: %s', (_what, chunks) => {
    expect(endpointsSeen(chunks).filter((data) => data.includes(far) && !data.startsWith('<'))).toEqual([]);
  });

  it.each([
    ['a CR that only some take for the end of a line', `event:\rendpoint\ndata: ${far}\n\n`, 'passed'],
    ['CRs that only some take for the end of an event', `event:\r\rendpoint\ndata: ${far}\n\n`, 'passed'],
    ['a CR before a field', `event: endpoint\ndata: /m\n\rid: 1\ndata: ${far}\n\n`, 'passed'],
    [
      'a line separator in a message',
      `data: \u2028event: endpoint\u2028data: ${far}\u2028\u2028\n\n`,
      'refused',
    ],
    ['a next line in a comment', `: \u0085event: endpoint\u0085data: ${far}\u0085\u0085\n`, 'refused'],
    ['a form feed in an id', `event: endpoint\nid: 1\fdata: ${far}\ndata: /m\n\n`, 'refused'],
    ['a control character after the type', `event: endpoint\u0001\ndata: ${far}\n\n`, 'refused'],
    ['a space before the field', `event: endpoint\ndata: /m\n data: ${far}\n\n`, 'refused'],
    ['a space before the type', ` event: endpoint\ndata: ${far}\n\n`, 'refused'],
    ['no end of the event', `event: endpoint\ndata: ${far}`, 'refused'],
    ['spaces without end', `event:${' '.repeat(20_000)}endpoint\ndata: ${far}\n\n`, 'refused'],
  ])('never reaches a client that reads in its own way: %s', (_what, stream, expected) => {
    for (const chunks of cuts(stream).filter((_, at) => at < 200 || at % 997 === 0)) {
      const { out, isRefused } = rewriteCut(chunks);
      expect(isRefused ? 'refused' : 'passed').toBe(expected);
      for (const read of Object.values(READERS)) {
        expect(read(out.toString(), !isRefused).filter((data) => !data.startsWith('<'))).toEqual([]);
      }
    }
  });

  it('is refused without quoting it', () => {
    const rewriter = new EndpointRewriter(rewrite);
    const push = () => rewriter.push(Buffer.from(`event: endpoint\ndata: ${far}${padding}\n\n`));
    expect(push).toThrow(EndpointRefusedError);
    expect(push).not.toThrow(/evil/);
  });
});

describe('however a stream is cut', () => {
  /** How much of a stream goes out before it is refused depends on where it is cut. */
  function outcomeOf(chunks: readonly Buffer[]): string {
    const { out, isRefused } = rewriteCut(chunks);
    return isRefused ? 'refused' : out.toString('latin1');
  }

  function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
    const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
    sorted.sort((a, b) => a - b);
    return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
  }

  const pieces = fc.constantFrom(
    ...[
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      ':',
      ': ping\n',
      ': ping',
      ': \u2028',
      ': \u00e9\n',
      'data: ',
      'data: x\n',
      'event: ',
    ],
    ...[
      'endpoint',
      'endpoints',
      'event: endpoint\n',
      'event:endpoint',
      'event: endpoint\ndata: /m\n\n',
      '/m',
      'evil',
      ' ',
      '\0',
    ],
    ...[
      'end',
      'point',
      '\uFEFF',
      '\u00e9',
      '\u2028',
      '\u0085',
      '\u{1F511}',
      'id: 1\n',
      'x'.repeat(4090),
      'x'.repeat(8193),
    ],
    ...[`:${'c'.repeat(8185)}`, ' '.repeat(8192), ': c\n'.repeat(3000), 'd\n'.repeat(4100)],
  );
  const octets = fc.constantFrom(Buffer.of(0xff), Buffer.of(0xe2, 0x80), Buffer.of(0xa8), Buffer.of(0xc3));
  const stream = fc
    .array(fc.oneof({ weight: 9, arbitrary: pieces.map((text) => Buffer.from(text)) }, octets), {
      maxLength: 14,
    })
    .map((all) => Buffer.concat(all));

  it('the same goes out of it, or the same is refused', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
        expect(outcomeOf(cutAt(bytes, places))).toBe(outcomeOf([bytes]));
      }),
      { numRuns: 2000 },
    );
  });

  it('a byte at a time as well', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        expect(outcomeOf([...bytes].map((byte) => Buffer.of(byte)))).toBe(outcomeOf([bytes]));
      }),
      { numRuns: 100 },
    );
  });

  it('a character in a long event is no end of a line where it is cut', () => {
    const long = `data: ${'x'.repeat(9000)}\u00e9event: endpoint, \u{1F511}event: endpoint\n\n`;
    for (const chunks of cuts(long).slice(9000)) expect(rewriteAll(chunks)).toBe(long);
  });

  it('an ambiguous comment is judged with the event behind it', () => {
    const event = `: \u2028data: //evil.example.com\nevent: endpoint\ndata: /m\n\n`;
    for (const chunks of cuts(event)) expect(() => rewriteAll(chunks)).toThrow(EndpointRefusedError);
  });
});

describe('takes work in proportion to the bytes', () => {
  const KIB = 1024;
  const BYTES = 128 * KIB;
  const fill = (piece: string): Buffer => Buffer.from(piece.repeat(Math.ceil(BYTES / piece.length)));

  /** What this thread worked, in milliseconds: a busy machine makes it wait. */
  function ranMs(): number {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  }

  function timeMs(chunks: readonly Buffer[]): number {
    const begin = ranMs();
    const rewriter = new EndpointRewriter(rewrite);
    for (const chunk of chunks) rewriter.push(chunk);
    rewriter.end();
    return ranMs() - begin;
  }

  it.each([
    ['short lines of one event', 'a\n'],
    ['lines of one event', 'data: a\r\n'],
    ['blank lines', '\n'],
    ['CRs', '\r'],
    ['events', 'a\n\n'],
    ['events with the word in them', 'data:endpoint\n\n'],
    ['events as long as may be', `${'data: a\n'.repeat(1020)}\n`],
    ['comments', ':\n'],
    ['comments that are not plain', ':\u00e9\n'],
    ['comments without an end', `:${'c'.repeat(8000)}`],
    ['spaces', ' '],
    ['letters of the type', 'event: e\n'],
    ['characters of several bytes', '\u2028'],
    ['byte order marks', '\uFEFF'],
    ['endpoints', 'event: endpoint\ndata: /m\n\n'],
  ])('%s', (_what, piece) => {
    const bytes = fill(piece);
    const single = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1));
    const bestMs = (chunks: readonly Buffer[]): number =>
      Math.min(timeMs(chunks), timeMs(chunks), timeMs(chunks));
    // A few microseconds for each call, where all that is held was some 60 for each.
    expect(bestMs(single), 'a byte at a time').toBeLessThan((8 * BYTES) / 1000);
    expect(bestMs([bytes]), 'all at once').toBeLessThan(60);
  });
});
