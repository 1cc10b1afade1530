import type { ProxyErrorCode } from '../errors';

/** The request a response answers, as far as its connection and the parser have to do with it. */
export interface ServedRequest {
  /** The client has read what was sent. */
  clientDrained(): void;
  /** The client sends no more, so that the connection ends. */
  clientEnded(): void;
  /** The response is over, or the client is gone. */
  clientClosed(): void;
  /** What the client sends of it cannot be read. */
  fail(code: ProxyErrorCode, cause: string): void;
  /** Something was thrown where it should have been read. */
  crash(error: unknown): void;
}
