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
   * with plain JSON sends nothing before the tool has finished.
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
   * Requests in progress at once in one pod, open streams included: a whole number. Further ones get 503 with
   * `Retry-After`.
   *
   * @default 1024
   */
  readonly concurrentRequests?: number;

  /**
   * Connections of one pod to the remote: a whole number. Further requests wait for one; an HTTP/1.1 connection carries
   * one request or stream at a time.
   *
   * @default 1024
   */
  readonly upstreamConnections?: number;
}
