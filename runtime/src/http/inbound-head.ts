/** What the request path has to know of a client's header section before it builds the outbound one. */
import { addConnectionOptions, hasTooManyOptions, MAX_FIELDS } from '../headers/connection-options';

/**
 * What the client's Expect field asks for: nothing, to be asked for the body it holds back (RFC 9110 section 10.1.1),
 * or something nobody knows.
 */
export type Expectation = 'none' | 'continue' | 'unknown';

/** Declared framing of a request body, as the HTTP parser accepted it. */
export interface BodyFraming {
  /** Value of Content-Length, or undefined. */
  readonly length: number | undefined;
  readonly chunked: boolean;
}

export interface InboundHead extends BodyFraming {
  /** Size of the header section. Node's own limit leaves out what separates the fields. */
  readonly bytes: number;
  /** More fields, or more names in Connection, than anyone sends in earnest: none of them was read. */
  readonly isExcessive: boolean;
  /** Names listed in Connection, as `headerKey`s. */
  readonly connectionOptions: ReadonlySet<string> | undefined;
  /** Every Origin field value; more than one is never legitimate. */
  readonly origins: readonly string[];
  /** Every Transfer-Encoding field value; `chunked` alone is understood (RFC 9112 section 6.1). */
  readonly codings: readonly string[];
  /** Every Host field value; RFC 9112 section 3.2 allows one. */
  readonly hosts: readonly string[];
  /** Every Via field value, joined by commas; the intermediaries the request came through. */
  readonly via: string;
  /** Whether Accept names event streams. */
  readonly acceptsEventStream: boolean;
}

/** `: ` and CRLF. */
const FIELD_OVERHEAD = 4;

const NONE: readonly string[] = [];

/** The same while it is being read. */
interface Draft {
  bytes: number;
  isExcessive: boolean;
  length: number | undefined;
  chunked: boolean;
  connectionOptions: Set<string> | undefined;
  origins: readonly string[];
  codings: readonly string[];
  hosts: readonly string[];
  via: string;
  acceptsEventStream: boolean;
}

/** Reads the raw header list (names and values in turn) once, looking only at names of the lengths that matter. */
export function readInboundHead(raw: readonly string[]): InboundHead {
  const head: Draft = {
    bytes: 0,
    isExcessive: raw.length > 2 * MAX_FIELDS,
    length: undefined,
    chunked: false,
    connectionOptions: undefined,
    origins: NONE,
    codings: NONE,
    hosts: NONE,
    via: '',
    acceptsEventStream: false,
  };
  for (let i = 0; !head.isExcessive && i + 1 < raw.length; i += 2) {
    readField(head, raw[i] as string, raw[i + 1] as string);
  }
  head.isExcessive ||= hasTooManyOptions(head.connectionOptions);
  return head;
}

type FieldReader = (head: Draft, value: string) => void;

const READERS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['via', (head, value) => (head.via += `,${value}`)],
  ['host', (head, value) => (head.hosts = [...head.hosts, value])],
  ['origin', (head, value) => (head.origins = [...head.origins, value])],
  ['accept', (head, value) => (head.acceptsEventStream ||= /\btext\/event-stream\b/i.test(value))],
  [
    'connection',
    (head, value) => (head.connectionOptions = addConnectionOptions(head.connectionOptions, value)),
  ],
  ['content-length', (head, value) => (head.length = Number(value))],
  ['transfer-encoding', readCoding],
]);

function readCoding(head: Draft, value: string): void {
  head.codings = [...head.codings, value.toLowerCase()];
  head.chunked = true;
}

/** Lengths of the names that matter, so that most names need not be lowered. */
const LENGTHS: ReadonlySet<number> = new Set([...READERS.keys()].map((name) => name.length));

function readField(head: Draft, name: string, value: string): void {
  head.bytes += name.length + value.length + FIELD_OVERHEAD;
  if (LENGTHS.has(name.length)) READERS.get(name.toLowerCase())?.(head, value);
}
