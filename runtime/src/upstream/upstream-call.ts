/** What is asked of the remote, and who is told what becomes of it. */
import type { Readable } from 'node:stream';
import type { RawHeaders } from '../headers/response-headers';
import type { Connection } from './connection';

/** What goes to the remote. */
export interface OutboundRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer | Readable | undefined;
}

/**
 * Somebody with a request for the remote, told what becomes of it. Nothing is told after `onEnd`, `onError` or `onCrash`, but
 * by `onCrash` what goes wrong in letting go of it; what one of them throws comes back as `onCrash`.
 */
export interface UpstreamCall {
  /** The connection that carries the request, while one does. */
  connection: Connection | undefined;
  /** For whom it is: the network of a client, or undefined where it is for all of them. */
  readonly network: string | undefined;
  /** The connection is there, and the request begins to go out. */
  onStart(): void;
  /** Some of the body, or the last of it, has gone out. */
  onSent(): void;
  /** An interim or the final response head. */
  onHead(status: number, raw: RawHeaders, reason: string | undefined): void;
  onData(chunk: Buffer): void;
  onEnd(rawTrailers: RawHeaders): void;
  /** `isStale` says that a connection that had been idle died before the remote answered anything on it. */
  onError(error: unknown, isStale: boolean): void;
  /** Something was thrown here, in one of the others for one: nothing that the remote can do anything about. Never throws. */
  onCrash(error: unknown): void;
}
