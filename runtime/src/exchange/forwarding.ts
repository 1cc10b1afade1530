/** The part of an exchange that concerns the remote: the request on its way there, and the answer on its way back. */
import type { ServerResponse } from 'node:http';
import { classifyUpstreamError, errorCode } from '../errors';
import type { CredentialSource } from '../credentials/credential-source';
import { corsFields } from '../headers/cors';
import { isEventStream } from '../headers/media-type';
import { withValue } from '../headers/outbound-headers';
import {
  buildFields,
  buildResponseHead,
  buildTrailers,
  toReason,
  withoutBodyFields,
} from '../headers/response-headers';
import type { RawHeaders, ResponseHead } from '../headers/response-headers';
import { tokenOf } from '../steps/add-credential';
import { splitTarget } from '../steps/find-route';
import type { Connection, OutboundRequest, UpstreamCall } from '../upstream/connection';
import { Answer } from './answer';
import type { AnswerSource } from './answer';
import type { Exchange } from './exchange';
import type { Kind } from './exchanges';
import { quietLimitMs } from './phase';
import type { Circumstances, Phase } from './phase';
import { DRAINED_BYTES, followedRedirect, MAX_REDIRECTS } from './redirect';
import { StreamedBody } from './request-body';

/** More than any server sends in earnest; nobody waits for a client to read them. */
const MAX_INTERIM_RESPONSES = 16;

/** Methods a proxy may repeat by itself when a connection fails (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

export class Forwarding implements UpstreamCall, AnswerSource, Circumstances {
  readonly #exchange: Exchange;
  #outbound: OutboundRequest;
  connection: Connection | undefined;
  #phase: Phase = 'connecting';
  #answer: Answer | undefined;
  /** Names listed in Connection of the answer. */
  #connectionOptions: ReadonlySet<string> | undefined;
  #redirects = 0;
  #interimResponses = 0;
  #wasRepeated = false;
  #wasRenewed = false;
  isEventStream = false;
  /** When something moved last, in milliseconds of `performance.now()`. */
  #lastDataMs = 0;
  /** When the head of the answer was passed on, in milliseconds of `performance.now()`. */
  answeredAtMs = Number.NaN;

  constructor(exchange: Exchange, outbound: OutboundRequest) {
    this.#exchange = exchange;
    this.#outbound = outbound;
  }

  get kind(): Kind {
    return this.#exchange.kind;
  }

  /** Whether the rest of the request body is still to come from the client. */
  get awaitsClient(): boolean {
    const { body } = this.#outbound;
    return body instanceof StreamedBody && body.awaitsClient;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether the head of an answer has been passed on. */
  get hasAnswer(): boolean {
    return this.#answer !== undefined;
  }

  get bytesIn(): number {
    const { body } = this.#outbound;
    return body instanceof StreamedBody ? body.received : ((body as Buffer | undefined)?.length ?? 0);
  }

  get bytesOut(): number {
    return this.#answer?.bytes ?? 0;
  }

  /** The request body, where all of it is at hand. */
  get wholeBody(): Buffer | undefined {
    const { body } = this.#outbound;
    return body instanceof StreamedBody ? body.complete() : (body as Buffer | undefined);
  }

  /** Sends the request; `isFresh` wants a connection that nobody has used before. */
  dispatch(isFresh = false): void {
    this.#enter('connecting');
    this.#exchange.proxy.upstream.send(this, this.#outbound, isFresh);
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#touch();
  }

  #touch(): void {
    this.#lastDataMs = performance.now();
  }

  // --- what the remote does ---

  onStart(): void {
    this.#enter('sent');
  }

  onSent(): void {
    this.#touch();
  }

  onHead(status: number, raw: RawHeaders, reason: string | undefined): void {
    if (status < 200) return this.#forwardInterim(status, raw);
    const head = buildResponseHead(raw, status);
    if (head.flaw !== undefined) return this.#exchange.fail('ERR_UPSTREAM_MALFORMED', head.flaw);
    const redirect = this.#findRedirect(status, head.location);
    if (redirect !== undefined) return this.#followRedirect(status, redirect, head);
    if (status === 401 && (this.#renewCredential() || this.#refuseCredential())) return;
    if (status >= 400) this.#exchange.proxy.redirect.forget();
    this.#beginAnswer(status, reason, head);
  }

  /** RFC 9110 section 15.2: passed on, except the 100 this server answers by itself, and never to HTTP/1.0. */
  #forwardInterim(status: number, raw: RawHeaders): void {
    const { request } = this.#exchange;
    // Node 22 has no such method; then interim responses are not passed on.
    const response: Partial<Pick<ServerResponse, 'writeInformation'>> = this.#exchange.response;
    if (++this.#interimResponses > MAX_INTERIM_RESPONSES) {
      this.#exchange.fail('ERR_UPSTREAM_MALFORMED', 'TOO_MANY_1XX');
    } else if (status !== 100 && request.httpVersion !== '1.0') {
      response.writeInformation?.(status, buildFields(raw));
    }
  }

  #findRedirect(status: number, location: string | undefined): string | undefined {
    if (this.#redirects >= MAX_REDIRECTS || !this.#isRepeatable()) return undefined;
    return followedRedirect(status, location, this.#exchange.proxy.target.origin, this.#outbound.target);
  }

  /** Whether the whole request is at hand, to be sent again. */
  #isRepeatable(): boolean {
    return !(this.#outbound.body instanceof StreamedBody) || this.wholeBody !== undefined;
  }

  #followRedirect(status: number, target: string, { contentLength }: ResponseHead): void {
    const { proxy, route } = this.#exchange;
    this.#redirects++;
    if (route === 'mcp') proxy.redirect.remember(status, this.#outbound.target, target);
    this.#outbound = { ...this.#outbound, target, body: this.wholeBody };
    this.#enter('repeating');
    if (contentLength !== undefined && Number(contentLength) <= DRAINED_BYTES) return;
    // Whatever body comes with it is not waited for.
    proxy.upstream.cancel(this);
    this.dispatch();
  }

  /** The remote refused a token that was got for this request: it is got anew, once, and the request sent again. */
  #renewCredential(): boolean {
    const { credential, proxy } = this.#exchange;
    if (proxy.credentials === undefined || credential === undefined) return false;
    proxy.credentials.drop(credential);
    if (this.#wasRenewed || !this.#isRepeatable()) return false;
    this.#wasRenewed = true;
    this.#outbound = { ...this.#outbound, body: this.wholeBody };
    this.#enter('repeating');
    proxy.upstream.cancel(this);
    void this.#sendWithNewCredential(proxy.credentials);
    return true;
  }

  async #sendWithNewCredential(credentials: CredentialSource): Promise<void> {
    const exchange = this.#exchange;
    try {
      const credential = await credentials.get({ caller: exchange.caller, token: tokenOf(exchange) });
      if (exchange.isOver) return;
      const value = exchange.useCredential(credentials, credential);
      const headers = withValue(this.#outbound.headers, credentials.header, value);
      this.#outbound = { ...this.#outbound, headers };
      this.dispatch();
    } catch (error) {
      exchange.fail('ERR_CREDENTIAL_UNAVAILABLE', errorCode(error));
    }
  }

  /**
   * RFC 9110 section 11.6.1: a 401 is about Authorization, and the remote never sees that of an authenticated caller. The
   * client could not mend the proxy's.
   */
  #refuseCredential(): boolean {
    const { injected, caller } = this.#exchange;
    if (!injected.keys.has('authorization') && caller === undefined) return false;
    this.#exchange.fail('ERR_UPSTREAM_CREDENTIAL', 'HTTP_401', 'Authorization');
    return true;
  }

  #beginAnswer(status: number, reason: string | undefined, head: ResponseHead): void {
    const { proxy, request, response, pageOrigin } = this.#exchange;
    const answer = new Answer(response, this);
    // There are clients that look neither at the status nor at the type of what they get.
    const sse = request.method === 'GET' ? proxy.sse : undefined;
    const { path: answeredBy } = splitTarget(this.#outbound.target);
    if (sse) answer.passThrough(sse.createStream(head, request.rawHeaders, answeredBy, answer));
    const headers = sse ? withoutBodyFields(head.headers) : head.headers;
    if (pageOrigin !== undefined) headers.push(...corsFields(pageOrigin));
    if (proxy.draining) response.shouldKeepAlive = false;
    answer.begin(status, toReason(status, reason), headers, head.contentLength !== undefined && !sse);
    this.#answer = answer;
    this.#connectionOptions = head.connectionOptions;
    this.isEventStream = isEventStream(head.contentType);
    this.#enter('answering');
    this.answeredAtMs = performance.now();
  }

  onData(chunk: Buffer): void {
    this.#touch();
    if (this.#phase === 'answering') this.#answer?.write(chunk);
  }

  onEnd(rawTrailers: RawHeaders): void {
    if (this.#phase === 'repeating') this.dispatch();
    else this.#answer?.end(buildTrailers(rawTrailers, this.#connectionOptions));
  }

  onError(error: unknown, isStale: boolean): void {
    const { method, body } = this.#outbound;
    if (this.#phase === 'repeating') return this.dispatch();
    if (isStale && !this.#wasRepeated && IDEMPOTENT.has(method) && body === undefined) {
      this.#wasRepeated = true;
      return this.dispatch(true);
    }
    if (this.#exchange.response.destroyed) return this.#exchange.clientClosed();
    this.#exchange.fail(classifyUpstreamError(error), errorCode(error));
  }

  // --- what the answer needs ---

  pauseSource(): void {
    this.connection?.pause();
  }

  resumeSource(): void {
    this.connection?.resume();
  }

  /** Not over before the client has read it: 'close' comes then, and until then the stall limit holds. */
  onAnswerEnded(): void {
    this.#phase = 'ending';
  }

  onAnswerError(error: Error): void {
    this.#exchange.fail(classifyUpstreamError(error), errorCode(error));
  }

  // --- what the client and the clock do ---

  /** The client has read what was sent. */
  drained(): void {
    if (this.#phase !== 'answering') return;
    this.#touch();
    this.#answer?.drained();
  }

  tick(nowMs: number): void {
    const { limits } = this.#exchange.proxy;
    if (this.#answer?.isStalled) {
      const isStalled = nowMs - this.#answer.stalledSinceMs >= limits.client_stall_timeout_ms;
      if (isStalled) this.#exchange.fail('ERR_PROXY_CLIENT_STALLED', 'CLIENT_STALLED');
      return;
    }
    if (this.#phase === 'answering' && this.isEventStream && this.#hasCallerExpired())
      return this.#endStream();
    const limitMs = quietLimitMs(this.#phase, this, limits);
    if (limitMs === 0 || nowMs - this.#lastDataMs < limitMs) return;
    if (this.#phase === 'connecting') this.#exchange.fail('ERR_UPSTREAM_CONNECT_TIMEOUT', 'NO_CONNECTION');
    else this.#exchange.fail('ERR_UPSTREAM_TIMEOUT', 'UPSTREAM_IDLE');
  }

  #hasCallerExpired(): boolean {
    const { caller, proxy } = this.#exchange;
    return caller !== undefined && Date.now() >= caller.acceptedUntilMs + proxy.limits.token_grace_ms;
  }

  /** As if the remote had ended it: the client comes back, with a token that is still good. */
  #endStream(): void {
    this.#phase = 'ending';
    this.#answer?.end([]);
    this.#exchange.proxy.upstream.cancel(this);
  }

  // --- how it ends ---

  /** Lets go of the remote, unless it is through with the request anyway. */
  release(): void {
    const wasAnswered = this.#phase === 'ending';
    this.#phase = 'over';
    if (wasAnswered) return;
    this.#answer?.release();
    this.#exchange.proxy.upstream.cancel(this);
    if (this.#outbound.body instanceof StreamedBody) this.#outbound.body.destroy();
  }

  /** Ends an answer that has begun in a way no client can take for its end. */
  cut(): void {
    this.#answer?.cut();
  }
}
