/**
 * Every limit of the runtime with its default, in one place. The keys are the wire keys of RunConfig's `limits`, each
 * with its unit at the end. docs/limits.md is the same table for people.
 */
import { fieldPath, issue } from './issue';
import type { Issue } from './issue';

export interface RunConfigLimits {
  /** Bytes of the client's header section, and of the remote's. */
  readonly header_bytes: number;
  /** Bytes of one request body. */
  readonly request_body_bytes: number;
  /** Time for the client's header section to arrive. */
  readonly request_header_timeout_ms: number;
  /** Time for a whole request to arrive, body included. */
  readonly request_timeout_ms: number;
  /** Time an idle client connection is kept open; longer than the 60 s of common load balancers. */
  readonly keep_alive_timeout_ms: number;
  /** Time to connect to the remote, TLS handshake included; with sse also to learn where messages go. */
  readonly connect_timeout_ms: number;
  /**
   * Time from the sent request to the remote's response headers; a tool call may take minutes. 0 is never. A GET that
   * accepts an event stream waits for its headers as long as the stream may be silent.
   */
  readonly response_header_timeout_ms: number;
  /** Silence after which a response that is not an event stream is given up; 0 is never. */
  readonly response_idle_timeout_ms: number;
  /** Silence after which an event stream is given up; 0 is never. */
  readonly event_stream_idle_timeout_ms: number;
  /** Time a client may leave what was sent unread before it is given up. */
  readonly client_stall_timeout_ms: number;
  /** Calls in progress at once: every request but those counted as streams. */
  readonly concurrent_requests: number;
  /**
   * Event streams at once: GET requests that accept `text/event-stream`, and whatever is answered with one. They take no
   * place of a call.
   */
  readonly concurrent_streams: number;
  /** Connections of clients at once, idle ones included; a newcomer beyond it takes the place of an idle one. */
  readonly client_connections: number;
  /** Connections to the remote at once; each carries one request or stream at a time. */
  readonly upstream_connections: number;
  /** Time an idle connection to the remote is kept; shorter than the 5 s after which common servers close theirs. */
  readonly upstream_idle_timeout_ms: number;
  /** Age after which a connection to the remote takes no further request, so that a remote may move; 0 is never. */
  readonly upstream_connection_age_ms: number;
  /** Time an introspection answer is believed; 0 asks the issuer about every request. */
  readonly introspection_cache_ms: number;
  /** Time an event stream may outlive the token it was opened with. */
  readonly token_grace_ms: number;
  /** Time from SIGTERM to the moment no new connection is accepted, for the endpoint to leave the Service. */
  readonly shutdown_delay_ms: number;
  /** Time from SIGTERM to the end of whatever is still in progress. */
  readonly shutdown_deadline_ms: number;
}

export const DEFAULT_LIMITS: RunConfigLimits = {
  header_bytes: 32 * 1024,
  request_body_bytes: 8 * 1024 * 1024,
  request_header_timeout_ms: 10_000,
  request_timeout_ms: 60_000,
  keep_alive_timeout_ms: 75_000,
  connect_timeout_ms: 10_000,
  response_header_timeout_ms: 300_000,
  response_idle_timeout_ms: 300_000,
  event_stream_idle_timeout_ms: 0,
  client_stall_timeout_ms: 60_000,
  concurrent_requests: 1024,
  concurrent_streams: 2048,
  client_connections: 4096,
  upstream_connections: 3072,
  upstream_idle_timeout_ms: 4_000,
  upstream_connection_age_ms: 60_000,
  introspection_cache_ms: 0,
  token_grace_ms: 300_000,
  shutdown_delay_ms: 5_000,
  shutdown_deadline_ms: 25_000,
};

/** Limits that may be 0, which means never for a time-out, not at all for the cache and at once for the others. */
const MAY_BE_ZERO: ReadonlySet<string> = new Set([
  'response_header_timeout_ms',
  'response_idle_timeout_ms',
  'event_stream_idle_timeout_ms',
  'upstream_connection_age_ms',
  'introspection_cache_ms',
  'token_grace_ms',
  'shutdown_delay_ms',
]);

/** The longest delay a timer can wait (2^31 - 1 ms, about 24.8 days), and far more bytes than a limit should allow. */
export const LIMIT_MAXIMUM = 2 ** 31 - 1;

/** Every name ends with its unit. */
function unitOf(name: string): string {
  if (name.endsWith('_ms')) return ' of milliseconds';
  return name.endsWith('_bytes') ? ' of bytes' : '';
}

/** What is wrong with limits of the right type; `path` is where they are written. */
export function validateLimits(limits: Readonly<Record<string, unknown>>, path: string): Issue[] {
  return Object.entries(limits).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    const minimum = MAY_BE_ZERO.has(name) ? 0 : 1;
    if (Number.isInteger(value) && value >= minimum && value <= LIMIT_MAXIMUM) return [];
    return [
      issue(
        'ERR_LIMIT_RANGE',
        fieldPath(path, name),
        `${value} is out of range`,
        `use a whole number${unitOf(name)} from ${minimum} to ${LIMIT_MAXIMUM}`,
      ),
    ];
  });
}
