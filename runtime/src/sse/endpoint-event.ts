/**
 * How the clients there are read the lines of an event stream (WHATWG HTML section 9.2): many do it in ways of their
 * own, and one of them is enough to be led elsewhere (docs/adr/0009-endpoints-for-every-reader.md). Lines end in LF or
 * CRLF here, see line-ends.ts.
 */

/** Where some client ends a line beside LF: Python's splitlines(), Java's `$`. Bytes that are not UTF-8 may be such. */
const LINE_END = /[\n\v\f\x1c-\x1e\x85\u2028\u2029\ufffd]/;

/** What some client trims from a line, a name or a value. */
const TRIMMED = /[\s\0-\x20\x7f-\xa0]+/g;
/** The same without what ends a line. */
const TRIMMED_IN_LINE = `(?!${LINE_END.source})[\\s\\0-\\x20\\x7f-\\xa0]`;
const NOT_TRIMMED = /[^\s\0-\x20\x7f-\xa0]+/g;

const ENDPOINT_LINE = 'event:endpoint';

/** True when some client could take `text`, whole lines of one event, for an endpoint event. */
export function mayBeEndpoint(text: string): boolean {
  return text.split(LINE_END).some(isEndpointLine);
}

function isEndpointLine(line: string): boolean {
  return line.includes('endpoint') && line.replace(TRIMMED, '') === ENDPOINT_LINE;
}

/** `event:endpoint` at the start of a line, whatever is trimmed from it, and whatever follows. */
const ENDPOINT_LINE_START = new RegExp(
  `(?:^|${LINE_END.source})${Array.from(ENDPOINT_LINE, (letter) => `(?:${TRIMMED_IN_LINE})*${letter}`).join('')}`,
);

/** True when some client could take one of the lines of `text`, the last unfinished, for the type of an endpoint event. */
export function beginsEndpointLine(text: string): boolean {
  return ENDPOINT_LINE_START.test(text);
}

/** As much of an unfinished line as tells whether it becomes the type of an endpoint event; it may go on for ever. */
export function keepLineStart(text: string): string {
  let kept = '';
  for (const [part] of (text.split(LINE_END).at(-1) as string).matchAll(NOT_TRIMMED)) {
    kept += part;
    if (!ENDPOINT_LINE.startsWith(kept)) return OTHER_LINE;
  }
  return kept;
}

const OTHER_LINE = ':';

const FIELD = /^\uFEFF?(?:event|data|id|retry)?(?::|$)/;
const DATA = /^\uFEFF?data(?:: ?|$)/;
/** What a line of an endpoint event has no use for: it ends a line for some clients or is trimmed by some. */
const AMBIGUOUS = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffd]/;

/**
 * An endpoint event that says `told(announced)` instead, every line and line end around it as it was; undefined when
 * clients would read the event in different ways.
 */
export function rewriteEndpointEvent(text: string, told: (announced: string) => string): string | undefined {
  const lines = (text.match(/[^\n]*(?:\n|$)/g) ?? []).map(splitLineEnd);
  if (AMBIGUOUS.test(text) || !lines.every(([line]) => FIELD.test(line))) return undefined;
  const data = lines.filter(([line]) => DATA.test(line));
  if (data.length === 0) return text;
  const replacement = `data: ${told(data.map(([line]) => line.replace(DATA, '')).join('\n'))}`;
  return lines
    .map((parts) => {
      if (!data.includes(parts)) return parts.join('');
      return parts === data[0] ? replacement + parts[1] : '';
    })
    .join('');
}

function splitLineEnd(line: string): readonly [line: string, lineEnd: string] {
  const end = /\r?\n$/.exec(line)?.index ?? line.length;
  return [line.slice(0, end), line.slice(end)];
}
