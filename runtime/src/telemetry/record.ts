import type { ProxyErrorCode } from '../errors';

/** What a request was for; `none` where it got no further than being refused, or asked for something of the proxy's. */
export type Route = 'mcp' | 'message' | 'health' | 'none';

/** How a request ended. */
export type Outcome =
  /** The client has the whole answer, the remote's or one of our own that is no error. */
  | 'answered'
  /** Turned away before anything was sent to the remote. */
  | 'refused'
  /** The exchange with the remote, or the reading of its answer, failed. */
  | 'failed'
  /** The client went away first. */
  | 'client_gone'
  /** The process ended it. */
  | 'aborted';

/**
 * All there is to tell of one request, once, when it is over. Nothing in it was sent by anybody but the method.
 *
 * What Node refuses before there is a request ends in one too, of outcome, code and status alone: a connection there is no
 * room for, a head that cannot be read, CONNECT. There is none of what is never looked at: whatever a client sends behind
 * a request that ends its connection.
 */
export interface RequestRecord {
  /** Empty where there was no request. */
  readonly method: string;
  readonly route: Route;
  readonly outcome: Outcome;
  /** Why it was not answered. */
  readonly code: ProxyErrorCode | undefined;
  /** Code of Node or undici, or a word of our own, that says more than `code`. */
  readonly cause: string | undefined;
  /** Header the failure is about. */
  readonly header: string | undefined;
  /** Status of the answer, or 0 when there was none. */
  readonly status: number;
  /** Whether the head of the remote's answer had been sent. */
  readonly answered: boolean;
  /** From the request's header section to its end, in milliseconds. */
  readonly durationMs: number;
  /** From the request's header section to the head of the answer, in milliseconds; NaN when there was none. */
  readonly firstByteMs: number;
  /** Bytes of the request body that came, and of the answer's body that was written. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** A record of what is no exchange; what is not known of it is as where there was nothing. */
export function buildRecord(
  known: Partial<RequestRecord> & Pick<RequestRecord, 'outcome' | 'status'>,
): RequestRecord {
  return { ...NOTHING, ...known };
}

const NOTHING: Omit<RequestRecord, 'outcome' | 'status'> = {
  method: '',
  route: 'none',
  code: undefined,
  cause: undefined,
  header: undefined,
  answered: false,
  durationMs: 0,
  firstByteMs: Number.NaN,
  bytesIn: 0,
  bytesOut: 0,
};
