/** Where events end. Lines end in LF or CRLF here, see line-ends.ts. */

export const LF = 0x0a;
export const COLON = 0x3a;
const TAB = 0x09;
const CR = 0x0d;
const SPACE = 0x20;
const TILDE = 0x7e;

/** A longer event is passed on as it comes: no endpoint is this long, and no more is held. */
export const HELD_BYTES = 8 * 1024;

/**
 * Index after what can go out by itself and begins at `start`, where no event has begun: a blank line, a comment or a
 * whole event; -1 when that has not come yet.
 */
export function endOfPart(bytes: Buffer, start: number): number {
  if (bytes[start] === LF) return start + 1;
  if (bytes[start] === CR) return start + 2;
  if (bytes[start] !== COLON) return endOfEvent(bytes, start, false);
  const end = endOfLine(bytes, start);
  if (end < 0 || isPlainComment(bytes, start, end)) return end;
  return endOfEvent(bytes, start, false);
}

/** Index after the first LF, or -1. */
export function endOfLine(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(LF, start);
  return end < 0 ? -1 : end + 1;
}

/**
 * True for a comment that every client takes for nothing else, so that it need not wait for the event it stands before:
 * it holds nothing that some of them take for the end of a line.
 */
export function isPlainComment(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== COLON || end - start > HELD_BYTES) return false;
  for (let at = start; at < end; at++) if (!isPlain(bytes[at] as number)) return false;
  return true;
}

function isPlain(byte: number): boolean {
  return (byte >= SPACE && byte <= TILDE) || byte === LF || byte === CR || byte === TAB;
}

/**
 * Index after the blank line that ends an event, or -1. `isAtLineStart` says that `start` is the start of a line of an
 * event that has begun before.
 */
export function endOfEvent(bytes: Buffer, start: number, isAtLineStart: boolean): number {
  let lineStart = isAtLineStart ? start : -1;
  for (let end = bytes.indexOf(LF, start); end >= 0; end = bytes.indexOf(LF, end + 1)) {
    const isBlank = end === lineStart || (end === lineStart + 1 && bytes[lineStart] === CR);
    if (isBlank) return end + 1;
    lineStart = end + 1;
  }
  return -1;
}
