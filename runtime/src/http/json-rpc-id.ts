/** The id of a JSON-RPC request, exactly as the client wrote it. */
import { randomUUID } from 'node:crypto';

/** JSON text that `JSON.stringify` writes as it is (`JSON.rawJSON`, ECMAScript "JSON.parse source text access"). */
export interface RawJson {
  readonly rawJSON: string;
}

/** A string, or a number as it was written: beyond 2^53, `1e400` and `1.0` would come back as other numbers. */
export type JsonRpcId = string | RawJson;

/** The part of JSON that TypeScript's library does not describe yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => RawJson };

/** Text that is not UTF-8 is no JSON (RFC 8259 section 8.1), and could not be repeated as it was. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const NAME = '"id"';
const NUMBER_MEMBER = /"id"\s*:\s*(-?\d[\d.eE+-]*)/y;

/** Stands for a number while the parser says where it belongs. Made on first use: it loads all of node:crypto. */
let mark: string | undefined;

/**
 * The id of a single JSON-RPC request; a notification, a response and anything else have none. A number has to be the
 * first or the last member of that name, however deep: then it takes two runs of the parser at most, whatever the body
 * is, where a reviver, which is told the source of each value, takes twenty times as long.
 */
export function parseJsonRpcId(body: Buffer): JsonRpcId | undefined {
  try {
    const text = utf8.decode(body);
    return findId(text, text.lastIndexOf(NAME)) ?? findId(text, text.indexOf(NAME));
  } catch {
    return undefined;
  }
}

/** The id when it is a string, or the number at `place`. Throws when `text` is no JSON. */
function findId(text: string, place: number): JsonRpcId | undefined {
  mark ??= randomUUID();
  const [marked, number] = markNumber(text, place, mark);
  const message = JSON.parse(marked) as unknown;
  if (typeof message !== 'object' || message === null) return undefined;
  if (!('method' in message) || !('id' in message)) return undefined;
  if (number !== undefined && message.id === mark) return rawJSON(number);
  return typeof message.id === 'string' ? message.id : undefined;
}

/** The text with the mark instead of the number at `place`, and that number, if there is one. */
function markNumber(
  text: string,
  place: number,
  mark: string,
): readonly [marked: string, number: string | undefined] {
  NUMBER_MEMBER.lastIndex = Math.max(0, place);
  const number = NUMBER_MEMBER.exec(text)?.[1];
  if (number === undefined) return [text, undefined];
  const end = NUMBER_MEMBER.lastIndex;
  return [`${text.slice(0, end - number.length)}"${mark}"${text.slice(end)}`, number];
}
