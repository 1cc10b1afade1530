/**
 * Something of ours that was thrown where undici or a stream called: they make an error of the connection or of the body of
 * it, and under this name it comes out as what it is.
 */
export class OwnFault extends Error {
  constructor(cause: unknown) {
    super('the proxy itself is at fault', { cause });
  }
}
