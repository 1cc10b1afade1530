const CR = 0x0d;
const LF = 0x0a;

/**
 * Makes lines end where every client thinks they do. A CR by itself ends a line (WHATWG HTML section 9.2.5), but not
 * for clients that look for LF only: to them `event:` CR `endpoint` is one line. Written as CRLF it is one end for all.
 */
export class LineEnds {
  /** A CRLF may be cut in two: what follows a CR is not waited for, the LF of its own is left out when it comes. */
  #endedInCr = false;

  push(chunk: Buffer): Buffer {
    const bytes = this.#endedInCr && chunk[0] === LF ? chunk.subarray(1) : chunk;
    if (chunk.length > 0) this.#endedInCr = chunk.at(-1) === CR;
    if (!bytes.includes(CR)) return bytes;
    return Buffer.from(bytes.toString('latin1').replace(/\r(?!\n)/g, '\r\n'), 'latin1');
  }
}
