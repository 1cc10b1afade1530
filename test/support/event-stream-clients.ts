/**
 * How clients read an event stream and what they make of the endpoint they are told: by the book, and in the ways SDKs
 * and HTTP libraries in use are known to read it. Each gives the endpoints it would post to.
 */

interface Field {
  readonly name: string;
  readonly value: string;
}

/** Data of the endpoint events in `text`. `isWhole` says that the stream ended, rather than was cut. */
export type ReadEndpoints = (text: string, isWhole: boolean) => string[];

function splitField(line: string): Field {
  const colon = line.indexOf(':');
  return colon < 0 ? { name: line, value: '' } : { name: line.slice(0, colon), value: line.slice(colon + 1) };
}

/** Groups lines into events at blank ones; what is unfinished counts where `takesUnfinished`. */
function toEvents(lines: readonly string[], takesUnfinished: boolean): string[][] {
  const events: string[][] = [[]];
  for (const line of lines) {
    if (line === '') events.push([]);
    else events.at(-1)?.push(line);
  }
  return takesUnfinished ? events : events.slice(0, -1);
}

/** `joinData` says which data of several lines counts. */
function endpointsOf(
  events: readonly (readonly string[])[],
  trim: (value: string) => string,
  joinData: (fields: readonly Field[]) => string,
): string[] {
  return events.flatMap((lines) => {
    const fields = lines.map(splitField).map(({ name, value }) => ({ name, value: trim(value) }));
    const type = fields.filter(({ name }) => name === 'event').at(-1)?.value;
    const hasData = fields.some(({ name }) => name === 'data');
    return type === 'endpoint' && hasData ? [joinData(fields)] : [];
  });
}

const ofData = (fields: readonly Field[]): string[] =>
  fields.filter(({ name }) => name === 'data').map(({ value }) => value);
const withoutOneSpace = (value: string): string => value.replace(/^ /, '');
const all = (fields: readonly Field[]): string => ofData(fields).join('\n');
const last = (fields: readonly Field[]): string => ofData(fields).at(-1) ?? '';

/** The lines after the last field of another name only, joined. */
function lastRun(fields: readonly Field[]): string {
  const named = fields.map(({ name }) => name);
  const end = named.lastIndexOf('data');
  const start = named.slice(0, end).findLastIndex((name) => name !== 'data');
  return fields
    .slice(start + 1, end + 1)
    .map(({ value }) => value)
    .join('\n');
}

/** Lines that end in LF, with one CR before it left out. */
function scanLines(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/\r$/, ''));
}

const PYTHON_LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const JAVA_LINE_END = /\r\n|[\n\r\x85\u2028\u2029]/;
const trimControls = (value: string): string => value.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '');

export const READERS: Readonly<Record<string, ReadEndpoints>> = {
  'WHATWG HTML': (text) =>
    endpointsOf(toEvents(text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/), false), withoutOneSpace, all),
  'LF only, trimmed, the last run of data': (text, isWhole) =>
    endpointsOf(toEvents(scanLines(text), isWhole), (value) => value.trim(), lastRun),
  'LF only, trimmed, the last data': (text, isWhole) =>
    endpointsOf(
      toEvents(
        text.split('\n').map((line) => line.replace(/\r+$/, '')),
        isWhole,
      ),
      (value) => value.trim(),
      last,
    ),
  'splitlines()': (text) => endpointsOf(toEvents(text.split(PYTHON_LINE_END), false), withoutOneSpace, all),
  'splitlines(), one chunk decoded at a time': (text) =>
    endpointsOf(toEvents(text.replaceAll('\uFEFF', '').split(PYTHON_LINE_END), false), withoutOneSpace, all),
  'patterns, trimmed of controls': (text, isWhole) =>
    endpointsOf(toEvents(text.split(/\r\n|\n|\r/).map(firstLine), isWhole), trimControls, all),
  'every line stripped': (text, isWhole) =>
    endpointsOf(
      toEvents(
        text.split(/\r\n|\n|\r/).map((line) => line.trim()),
        isWhole,
      ),
      (value) => value.trim(),
      last,
    ),
};

/** What `^event:(.+)$` finds in a line. */
function firstLine(line: string): string {
  return line.split(JAVA_LINE_END)[0] as string;
}

/** Where a client posts that is told `endpoint` on a stream it got from `called`; undefined where it gives up. */
export type Resolve = (endpoint: string, called: string) => string | undefined;

export const RESOLVERS: Readonly<Record<string, Resolve>> = {
  'WHATWG URL': (endpoint, called) =>
    URL.canParse(endpoint, called) ? new URL(endpoint, called).origin : undefined,
  'RFC 3986': (endpoint, called) => {
    const [, , scheme, , authority] = RFC_3986.exec(endpoint) ?? [];
    const [, , calledScheme, , calledAuthority] = RFC_3986.exec(called) ?? [];
    const host = scheme === undefined ? (authority ?? calledAuthority) : authority;
    return `${(scheme ?? calledScheme)?.toLowerCase()}://${host?.toLowerCase()}`;
  },
  concatenation: (endpoint, called) => {
    const url = /^https?:/i.test(endpoint) ? endpoint : new URL(called).origin + endpoint;
    return URL.canParse(url) ? new URL(url).origin : undefined;
  },
};

/** RFC 3986 appendix B. */
const RFC_3986 = /^(([^:/?#]+):)?(\/\/([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?/s;
