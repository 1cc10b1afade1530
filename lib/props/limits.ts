import type { Duration, Size } from 'cdk8s';

/**
 * Limits of the proxy. Sizes are whole bytes, times whole milliseconds, each from 1 to 2147483647; anything else is
 * refused. Where it says so, `Duration.millis(0)` means never. Only what is given is written to the RunConfig; the
 * runtime has these defaults itself. ToolHive's own runner ignores all of them.
 */
export interface LimitsProps {
  /**
   * Size of the client's header section, and of the remote's. A client that sends more gets 431.
   *
   * @default Size.kibibytes(32)
   */
  readonly headerSection?: Size;

  /**
   * Size of one request body. A client that sends more gets 413.
   *
   * @default Size.mebibytes(8)
   */
  readonly requestBody?: Size;

  /**
   * Time for the client's header section to arrive, or the answer is 408. Never longer than `requestTimeout`.
   *
   * @default Duration.seconds(10)
   */
  readonly requestHeaderTimeout?: Duration;

  /**
   * Time for a whole request to arrive, body included, or the answer is 408.
   *
   * @default Duration.seconds(60)
   */
  readonly requestTimeout?: Duration;

  /**
   * Time an idle client connection is kept open. Longer than the idle time-out of a load balancer in front, which would
   * otherwise send a request into a connection that is just being closed.
   *
   * @default Duration.seconds(75)
   */
  readonly keepAliveTimeout?: Duration;

  /**
   * Time to connect to the remote, TLS handshake included, or the answer is 504.
   *
   * @default Duration.seconds(10)
   */
  readonly connectTimeout?: Duration;

  /**
   * Time from the sent request to the remote's response headers, or the answer is 504. A remote that answers tool calls
   * with plain JSON sends nothing before the tool has finished. 0 is never. A GET that accepts an event stream waits for
   * its headers as long as the stream may be silent (`eventStreamIdleTimeout`), because some servers send them with the
   * first event.
   *
   * @default Duration.minutes(5)
   */
  readonly responseHeaderTimeout?: Duration;

  /**
   * Silence after which a response that is not an event stream is cut; 0 is never.
   *
   * @default Duration.minutes(5)
   */
  readonly responseIdleTimeout?: Duration;

  /**
   * Silence after which an event stream is cut; 0 is never. Longer than the keep-alives of the remote, if it sends any.
   *
   * @default Duration.millis(0)
   */
  readonly eventStreamIdleTimeout?: Duration;

  /**
   * Time a client may leave what was sent to it unread before it is cut off.
   *
   * @default Duration.seconds(60)
   */
  readonly clientStallTimeout?: Duration;

  /**
   * Calls in progress at once in one pod, every request but event streams: a whole number. Further ones get 503 with
   * `Retry-After`.
   *
   * @default 1024
   */
  readonly concurrentRequests?: number;

  /**
   * Event streams open at once in one pod, GET requests that accept `text/event-stream` and whatever is answered with
   * one: a whole number. They take no place of a call. Further ones get 503 with `Retry-After`; a POST stays a call.
   *
   * @default 2048
   */
  readonly concurrentStreams?: number;

  /**
   * Connections of clients to one pod at once, idle ones included: a whole number, no less than calls and streams need.
   * A newcomer beyond it takes the place of the connection that has been idle longest.
   *
   * @default 4096
   */
  readonly clientConnections?: number;

  /**
   * Connections of one pod to the remote: a whole number. Each carries one request or stream at a time; further requests
   * wait for one.
   *
   * @default 3072
   */
  readonly upstreamConnections?: number;

  /**
   * Time an idle connection to the remote is kept for the next request. Shorter than the time after which the remote, or
   * a load balancer before it, closes idle connections, or requests are lost now and then. What the remote announces in
   * `Keep-Alive: timeout` counts as well, less a second.
   *
   * @default Duration.seconds(4)
   */
  readonly upstreamIdleTimeout?: Duration;

  /**
   * Age after which a connection to the remote takes no further request, so that a changed DNS answer is followed; what
   * is on it is finished. 0 is never.
   *
   * @default Duration.seconds(60)
   */
  readonly upstreamConnectionAge?: Duration;

  /**
   * Time an answer of the introspection endpoint is believed. With more than 0 a revoked token works that much longer,
   * and the issuer is asked less often.
   *
   * @default Duration.millis(0)
   */
  readonly introspectionCache?: Duration;

  /**
   * Time an event stream may outlive the token it was opened with. Then it ends, and its client comes back with a token
   * that is still good. Longer than tool calls take that answer with an event stream.
   *
   * @default Duration.minutes(5)
   */
  readonly tokenGrace?: Duration;
}
