/** What the connections of clients are read into, all of them into the same: what is read is done with at once. */

/**
 * So much is read at once. In it may be some 700 pieces of a body, which cost no more than a few requests do, and most
 * requests are shorter.
 */
const READ_BYTES = 4 * 1024;

const READ_BUFFER = Buffer.allocUnsafeSlow(READ_BYTES);

/** What is read at once of a body that cannot come in pieces, as its length was declared. */
const BODY_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** What to read into, of which so many bytes belong to a body of declared length. */
export function bufferFor(declaredRest: number): Buffer {
  return declaredRest > READ_BYTES ? BODY_BUFFER.subarray(0, declaredRest) : READ_BUFFER;
}

/** By length: made for each read they would be a good part of what a request costs. */
const beginnings = new Array<Buffer | undefined>(READ_BYTES + 1);

/** The first `length` bytes of a buffer that was read into. */
export function beginningOf(buffer: Buffer, length: number): Buffer {
  if (buffer !== READ_BUFFER) return buffer.subarray(0, length);
  return (beginnings[length] ??= buffer.subarray(0, length));
}
