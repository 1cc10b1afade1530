/** The part of an exchange that concerns the remote: the request on its way there, and the answer on its way back. */
import { classifyThrown, classifyUpstreamError, errorCode } from '../errors';
import type { ProxyErrorCode } from '../errors';
import { corsFields } from '../headers/cors';
import { isEventStream } from '../headers/media-type';
import { buildResponseHead, buildTrailers, toReason, withoutBodyFields } from '../headers/response-headers';
import type { RawHeaders, ResponseHead } from '../headers/response-headers';
import { splitTarget } from '../target/target-url';
import type { Connection } from '../upstream/connection';
import type { OutboundRequest, UpstreamCall } from '../upstream/upstream-call';
import { Answer } from './answer';
import type { AnswerSource } from './answer';
import type { Exchange } from './exchange';
import type { Kind } from './exchanges';
import { forwardInterim, MAX_INTERIM_RESPONSES } from './interim-response';
import { judgeHead } from './judge-head';
import type { Trial } from './judge-head';
import { Outgoing } from './outgoing';
import { quietLimitMs } from './phase';
import type { Circumstances, Phase } from './phase';
import { DRAINED_BYTES, holdsForEverybody } from '../target/redirect';
import { dropCredential, ownerOf, renewCredential } from './shown-credential';
import { endAfterAnswer } from '../workarounds';

export class Forwarding implements UpstreamCall, AnswerSource, Circumstances, Trial {
  readonly #exchange: Exchange;
  readonly #outgoing: Outgoing;
  connection: Connection | undefined;
  #phase: Phase = 'connecting';
  #answer: Answer | undefined;
  /** Names listed in Connection of the answer. */
  #connectionOptions: ReadonlySet<string> | undefined;
  #interimResponses = 0;
  #wasRepeated = false;
  #wasRenewed = false;
  redirects = 0;
  isEventStream = false;
  /** When something moved last, in milliseconds of `performance.now()`. */
  #lastDataMs = 0;
  /** When the head of the answer was passed on, in milliseconds of `performance.now()`. */
  answeredAtMs = Number.NaN;

  constructor(exchange: Exchange, outbound: OutboundRequest) {
    this.#exchange = exchange;
    this.#outgoing = new Outgoing(outbound);
  }

  get kind(): Kind {
    return this.#exchange.kind;
  }

  /** Whether the rest of the request body is still to come from the client. */
  get awaitsClient(): boolean {
    return this.#outgoing.awaitsClient;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether the head of an answer has been passed on. */
  get hasAnswer(): boolean {
    return this.#answer !== undefined;
  }

  get network(): string | undefined {
    return this.#exchange.network;
  }

  get bytesIn(): number {
    return this.#outgoing.bytesIn;
  }

  get bytesOut(): number {
    return this.#answer?.bytes ?? 0;
  }

  /** The request body, where all of it is at hand. */
  get wholeBody(): Buffer | undefined {
    return this.#outgoing.wholeBody;
  }

  /** Sends the request; `isFresh` wants a connection that nobody has used before. */
  dispatch(isFresh = false): void {
    this.#enter('connecting');
    this.#exchange.proxy.upstream.send(this, this.#outgoing.request, isFresh);
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
    const head = buildResponseHead(raw, status, this.#exchange.withholds);
    if (status === 401) dropCredential(this.#exchange);
    const verdict = judgeHead(status, head, this);
    if (verdict.kind === 'fail') return this.#exchange.fail(verdict.code, verdict.cause, verdict.header);
    if (verdict.kind === 'redirect') return this.#followRedirect(status, verdict.target, head);
    if (verdict.kind === 'renew') return this.#renewCredential();
    if (status >= 400) this.#exchange.proxy.redirects.forget();
    this.#beginAnswer(status, reason, head);
  }

  #forwardInterim(status: number, raw: RawHeaders): void {
    if (status < 100) return this.#exchange.fail('ERR_UPSTREAM_MALFORMED', 'INVALID_STATUS');
    if (++this.#interimResponses <= MAX_INTERIM_RESPONSES) {
      const { response, withholds } = this.#exchange;
      return forwardInterim(response, status, raw, withholds);
    }
    this.#exchange.fail('ERR_UPSTREAM_MALFORMED', 'TOO_MANY_1XX');
  }

  #followRedirect(status: number, target: string, head: ResponseHead): void {
    const { proxy, route } = this.#exchange;
    this.redirects++;
    if (status === 308 && route === 'mcp' && this.#holdsForEverybody(head)) {
      proxy.redirects.remember(this.network, this.#outgoing.request.method, this.target, target);
    }
    this.#outgoing.redirect(target);
    this.#enter('repeating');
    if (head.contentLength !== undefined && Number(head.contentLength) <= DRAINED_BYTES) return;
    // Whatever body comes with it is not waited for.
    proxy.upstream.cancel(this);
    this.dispatch();
  }

  #holdsForEverybody(head: ResponseHead): boolean {
    const { injected, proxy } = this.#exchange;
    const { headers } = this.#outgoing.request;
    return injected === proxy.injected && holdsForEverybody(head.headers, headers, injected.keys);
  }

  /** Once in a request: it is sent again with what is got anew. */
  #renewCredential(): void {
    this.#wasRenewed = true;
    this.#enter('repeating');
    this.#exchange.proxy.upstream.cancel(this);
    renewCredential(this.#exchange, (header, value) => {
      this.#outgoing.replace(header, value);
      this.dispatch();
    });
  }

  #beginAnswer(status: number, reason: string | undefined, head: ResponseHead): void {
    const { proxy, request, response, pageOrigin } = this.#exchange;
    this.isEventStream = isEventStream(head.contentType);
    if (this.isEventStream && !this.#hasPlaceForStream()) {
      return this.#exchange.fail('ERR_PROXY_OVERLOADED', 'EVENT_STREAMS');
    }
    const answer = new Answer(response, this);
    // There are clients that look neither at the status nor at the type of what they get.
    const sse = request.method === 'GET' ? proxy.sse : undefined;
    if (sse) {
      const { path: answeredBy } = splitTarget(this.target);
      answer.passThrough(sse.createStream(head, request.rawHeaders, answeredBy, answer));
    }
    const headers = sse ? withoutBodyFields(head.headers) : head.headers;
    if (pageOrigin !== undefined) headers.push(...corsFields(pageOrigin));
    if (proxy.draining) endAfterAnswer(response);
    answer.begin(status, toReason(status, reason), headers, head.contentLength !== undefined && !sse);
    this.#answer = answer;
    this.#connectionOptions = head.connectionOptions;
    this.#enter('answering');
    this.answeredAtMs = performance.now();
  }

  /**
   * What turns out to be an event stream leaves its place to calls, whatever the client had said it accepts. A POST that
   * finds no place among the streams stays the call that it is.
   */
  #hasPlaceForStream(): boolean {
    const { proxy, request } = this.#exchange;
    return proxy.exchanges.move(this.#exchange, 'stream') || request.method !== 'GET';
  }

  onData(chunk: Buffer): void {
    this.#touch();
    if (this.#phase === 'answering') this.#answer?.write(chunk);
  }

  onEnd(rawTrailers: RawHeaders): void {
    if (this.#phase === 'repeating') this.dispatch();
    else this.#endAnswer(rawTrailers);
  }

  #endAnswer(rawTrailers: RawHeaders): void {
    const { withholds } = this.#exchange;
    this.#answer?.end(buildTrailers(rawTrailers, this.#connectionOptions, withholds));
  }

  onError(error: unknown, isStale: boolean): void {
    if (this.#phase === 'repeating') return this.dispatch();
    if (isStale && !this.#wasRepeated && this.#outgoing.isIdempotent) {
      this.#wasRepeated = true;
      return this.dispatch(true);
    }
    if (this.#exchange.response.destroyed) return this.#exchange.clientClosed();
    this.#fail(classifyUpstreamError(error), error);
  }

  onCrash(error: unknown): void {
    this.#fail(classifyThrown(error), error);
  }

  #fail(code: ProxyErrorCode, error: unknown): void {
    if (code === 'ERR_PROXY_INTERNAL') this.#exchange.crash(error);
    else this.#exchange.fail(code, errorCode(error));
  }

  // --- what the verdict on a head depends on ---

  get origin(): string {
    return this.#exchange.proxy.target.origin;
  }

  get target(): string {
    return this.#outgoing.request.target;
  }

  get hasCaller(): boolean {
    return this.#exchange.caller !== undefined;
  }

  get isRepeatable(): boolean {
    return this.#outgoing.isRepeatable;
  }

  get credential(): Trial['credential'] {
    return ownerOf(this.#exchange, this.#wasRenewed);
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

  onAnswerError(error: unknown): void {
    this.onCrash(error);
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
    if (this.#hasCallerExpired() && this.endStream()) return;
    const limitMs = quietLimitMs(this.#phase, this, limits);
    if (limitMs === 0 || nowMs - this.#lastDataMs < limitMs) return;
    if (this.#phase === 'connecting') this.#exchange.fail('ERR_UPSTREAM_CONNECT_TIMEOUT', 'NO_CONNECTION');
    else this.#exchange.fail('ERR_UPSTREAM_TIMEOUT', 'UPSTREAM_IDLE');
  }

  #hasCallerExpired(): boolean {
    const { caller, proxy } = this.#exchange;
    return caller !== undefined && Date.now() >= caller.acceptedUntilMs + proxy.limits.token_grace_ms;
  }

  /**
   * Ends an event stream as if the remote had: the client comes back, with a token that is still good, or to another replica.
   * False where there is none, and where the client is behind, which would not get to its end.
   */
  endStream(): boolean {
    if (this.#phase !== 'answering' || !this.isEventStream || this.#answer?.isStalled !== false) return false;
    this.#phase = 'ending';
    this.#answer.end([]);
    this.#exchange.proxy.upstream.cancel(this);
    return true;
  }

  // --- how it ends ---

  /** Lets go of the remote, unless it is through with the request anyway. */
  release(): void {
    const isThrough = this.#phase === 'ending' || this.#phase === 'over';
    this.#phase = 'over';
    if (isThrough) return;
    this.#answer?.release();
    this.#exchange.proxy.upstream.cancel(this);
    this.#outgoing.release();
  }

  /** Ends an answer that has begun in a way no client can take for its end. */
  cut(): void {
    this.#answer?.cut();
  }
}
