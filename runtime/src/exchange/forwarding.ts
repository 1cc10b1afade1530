/** The part of an exchange that concerns the remote: the request on its way there, and the answer on its way back. */
import { classifyThrown, classifyUpstreamError, errorCode } from '../errors';
import type { ProxyErrorCode } from '../errors';
import { isEventStream } from '../headers/media-type';
import { buildResponseHead, buildTrailers } from '../headers/response-headers';
import type { RawHeaders, ResponseHead } from '../headers/response-headers';
import type { Connection } from '../upstream/connection';
import type { OutboundRequest, UpstreamCall } from '../upstream/upstream-call';
import { Answer } from './answer';
import type { AnswerSource } from './answer';
import { beginAnswer, hasPlaceForStream } from './begin-answer';
import type { Exchange } from './exchange';
import type { Kind } from './exchanges';
import { forwardInterim, MAX_INTERIM_RESPONSES } from './interim-response';
import { judgeHead } from './judge-head';
import type { Trial } from './judge-head';
import { Outgoing } from './outgoing';
import { quietLimitMs } from './phase';
import type { Circumstances, Phase } from './phase';
import { DRAINED_BYTES } from '../target/redirect';
import { rememberRedirect } from './remember-redirect';
import { dropCredential, ownerOf, renewCredential } from './shown-credential';

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
    this.redirects++;
    rememberRedirect(this.#exchange, this.#outgoing.request, status, target, head);
    this.#outgoing.redirect(target);
    this.#enter('repeating');
    if (head.contentLength !== undefined && Number(head.contentLength) <= DRAINED_BYTES) return;
    // Whatever body comes with it is not waited for.
    this.#exchange.proxy.upstream.cancel(this);
    this.dispatch();
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
    this.isEventStream = isEventStream(head.contentType);
    if (this.isEventStream && !hasPlaceForStream(this.#exchange)) {
      return this.#exchange.fail('ERR_PROXY_OVERLOADED', 'EVENT_STREAMS');
    }
    const answer = new Answer(this.#exchange.response, this);
    beginAnswer(this.#exchange, answer, this.target, status, reason, head);
    this.#answer = answer;
    this.#connectionOptions = head.connectionOptions;
    this.#enter('answering');
    this.answeredAtMs = performance.now();
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
