/** One request and its answer, from its header section to its last byte. It ends once, in one place, in one record. */
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../auth/caller';
import { classifyUpstreamError, errorCode } from '../errors';
import type { ProxyErrorCode } from '../errors';
import { corsFields } from '../headers/cors';
import type { Credential, CredentialSource } from '../credentials/credential-source';
import { withInjected, withValue } from '../headers/outbound-headers';
import type { InjectedHeaders } from '../headers/outbound-headers';
import { tokenOf } from '../steps/add-credential';
import { isEventStream } from '../headers/media-type';
import {
  buildFields,
  buildResponseHead,
  buildTrailers,
  toReason,
  withoutBodyFields,
} from '../headers/response-headers';
import type { RawHeaders, ResponseHead } from '../headers/response-headers';
import type { ClientResponse } from '../http/client-connections';
import { readInboundHead } from '../http/inbound-head';
import type { InboundHead } from '../http/inbound-head';
import { readWhatCame, sendOwnAnswer, toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';
import type { Proxy } from '../proxy';
import { splitTarget } from '../steps/find-route';
import type { Expectation } from '../steps/handle-request';
import type { Outcome, RequestRecord, Route } from '../telemetry/record';
import type { Connection, OutboundRequest, UpstreamCall } from '../upstream/connection';
import { Answer } from './answer';
import type { AnswerSource } from './answer';
import type { InProgress, Kind } from './exchanges';
import { DRAINED_BYTES, followedRedirect, MAX_REDIRECTS } from './redirect';
import { StreamedBody } from './request-body';

/** Where an exchange is on its way. */
type Phase =
  /** The steps decide about it. */
  | 'deciding'
  /** It waits for a connection to the remote. */
  | 'connecting'
  /** It is with the remote, which has not answered. */
  | 'sent'
  /** It is about to be sent again: redirected, or with another credential. */
  | 'repeating'
  /** The remote's answer passes through. */
  | 'answering'
  /** The client has all of the answer but has not read it yet. */
  | 'ending'
  | 'over';

/** More than any server sends in earnest; nobody waits for a client to read them. */
const MAX_INTERIM_RESPONSES = 16;

/** Methods a proxy may repeat by itself when a connection fails (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

export interface ExchangeOptions {
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly expectation: Expectation;
}

export class Exchange implements UpstreamCall, AnswerSource, InProgress, RequestRecord {
  readonly proxy: Proxy;
  readonly request: IncomingMessage;
  readonly response: ClientResponse;
  readonly head: InboundHead;
  readonly path: string;
  readonly query: string;
  readonly expectation: Expectation;
  readonly kind: Kind;
  slot = -1;

  /** Origin of the web page that asks, once it is known to be allowed. */
  pageOrigin: string | undefined;
  route: Route = 'none';
  /** Path of the remote this is for, once the route is found. */
  remotePath: string | undefined;
  /** Who asks, once that is known; undefined where anyone may. */
  caller: Caller | undefined;
  /** What the proxy adds to this request. */
  injected: InjectedHeaders;

  connection: Connection | undefined;
  #credential: Credential | undefined;
  #wasRenewed = false;
  #phase: Phase = 'deciding';
  #outbound: OutboundRequest | undefined;
  #answer: Answer | undefined;
  #redirects = 0;
  #interimResponses = 0;
  #wasRepeated = false;
  /** Names listed in Connection of the answer. */
  #connectionOptions: ReadonlySet<string> | undefined;
  #idleLimitMs = 0;
  #isEventStream = false;
  /** When something moved last, on the coarse clock. */
  #lastDataMs: number;

  readonly #beganMs = performance.now();
  #endedMs = Number.NaN;
  firstByteMs = Number.NaN;
  outcome: Outcome = 'answered';
  code: ProxyErrorCode | undefined;
  cause: string | undefined;
  header: string | undefined;

  constructor(proxy: Proxy, request: IncomingMessage, response: ClientResponse, options: ExchangeOptions) {
    this.proxy = proxy;
    this.request = request;
    this.response = response;
    this.head = readInboundHead(request.rawHeaders);
    this.path = options.path;
    this.query = options.query;
    this.expectation = options.expectation;
    this.kind = request.method === 'GET' && this.head.acceptsEventStream ? 'stream' : 'call';
    this.injected = proxy.injected;
    this.#lastDataMs = proxy.exchanges.nowMs;
  }

  get address(): string | undefined {
    return this.request.socket.remoteAddress;
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  // --- before the remote ---

  /** Ends the request with an answer of our own, before anything of it was sent to the remote. */
  refuse(answer: OwnAnswer): void {
    this.#end(answer.code === undefined ? 'answered' : 'refused', answer.code, answer.cause);
    readWhatCame(this.request, (body) => this.#sendOwnAnswer(answer, body));
  }

  /** Something in the proxy itself is wrong; the others must not suffer from it. */
  crash(error: unknown): void {
    this.proxy.log.error({ cause: errorCode(error), stack: stackOf(error) }, 'request crashed');
    this.fail('ERR_PROXY_INTERNAL', errorCode(error));
  }

  /** Shows the remote this credential, beside what it is shown for everybody. */
  useCredential(credential: Credential): void {
    const { credentials, injected } = this.proxy;
    if (credentials === undefined) return;
    this.#credential = credential;
    this.injected = withInjected(injected, credentials.header, `Bearer ${credential.token.reveal()}`);
  }

  /** Sends it to the remote. */
  send(outbound: OutboundRequest): void {
    this.#outbound = outbound;
    if (this.isOver) this.#letGoOfRemote();
    else this.#dispatch(outbound, false);
  }

  #dispatch(outbound: OutboundRequest, isFresh: boolean): void {
    this.#phase = 'connecting';
    this.#touch();
    this.proxy.upstream.send(this, outbound, isFresh);
  }

  // --- what the remote does ---

  onStart(): void {
    this.#phase = 'sent';
    this.#touch();
  }

  onSent(): void {
    this.#touch();
  }

  onHead(status: number, raw: RawHeaders, reason: string | undefined): void {
    if (status < 200) return this.#forwardInterim(status, raw);
    const head = buildResponseHead(raw, status);
    if (head.flaw !== undefined) return this.fail('ERR_UPSTREAM_MALFORMED', head.flaw);
    const redirect = this.#findRedirect(status, head.location);
    if (redirect !== undefined) return this.#followRedirect(status, redirect, head);
    // RFC 9110 section 11.6.1: a 401 is about Authorization, and the remote never sees that of an authenticated caller.
    // The client could not mend the proxy's.
    if (status === 401 && this.#renewCredential()) return;
    if (status === 401 && (this.injected.keys.has('authorization') || this.caller !== undefined)) {
      this.header = 'Authorization';
      return this.fail('ERR_UPSTREAM_CREDENTIAL', 'HTTP_401');
    }
    if (status >= 400) this.proxy.redirect.forget();
    this.#beginAnswer(status, reason, head);
  }

  /** RFC 9110 section 15.2: passed on, except the 100 this server answers by itself, and never to HTTP/1.0. */
  #forwardInterim(status: number, raw: RawHeaders): void {
    if (++this.#interimResponses > MAX_INTERIM_RESPONSES) {
      this.fail('ERR_UPSTREAM_MALFORMED', 'TOO_MANY_1XX');
    } else if (status !== 100 && this.request.httpVersion !== '1.0') {
      this.response.writeInformation?.(status, buildFields(raw));
    }
  }

  #findRedirect(status: number, location: string | undefined): string | undefined {
    const { target = '' } = this.#outbound ?? {};
    if (this.#redirects >= MAX_REDIRECTS || !this.#isRepeatable()) return undefined;
    return followedRedirect(status, location, this.proxy.target.origin, target);
  }

  /** Whether the whole request is at hand, to be sent again. */
  #isRepeatable(): boolean {
    const body = this.#outbound?.body;
    return !(body instanceof StreamedBody) || body.complete() !== undefined;
  }

  #followRedirect(status: number, target: string, { contentLength }: ResponseHead): void {
    const outbound = this.#outbound as OutboundRequest;
    this.#redirects++;
    if (this.route === 'mcp') this.proxy.redirect.remember(status, outbound.target, target);
    this.#outbound = { ...outbound, target, body: this.#wholeBody() };
    this.#phase = 'repeating';
    this.#touch();
    if (contentLength !== undefined && Number(contentLength) <= DRAINED_BYTES) return;
    // Whatever body comes with it is not waited for.
    this.proxy.upstream.cancel(this);
    this.#dispatch(this.#outbound, false);
  }

  /** The remote refused a token that was got for this request: it is got anew, once, and the request sent again. */
  #renewCredential(): boolean {
    const { credentials, upstream } = this.proxy;
    if (credentials === undefined || this.#credential === undefined) return false;
    credentials.drop(this.#credential);
    if (this.#wasRenewed || !this.#isRepeatable()) return false;
    this.#wasRenewed = true;
    const outbound = { ...(this.#outbound as OutboundRequest), body: this.#wholeBody() };
    this.#phase = 'repeating';
    this.#touch();
    upstream.cancel(this);
    void this.#sendWithNewCredential(credentials, outbound);
    return true;
  }

  async #sendWithNewCredential(credentials: CredentialSource, outbound: OutboundRequest): Promise<void> {
    try {
      const credential = await credentials.get({ caller: this.caller, token: tokenOf(this) });
      const value = `Bearer ${credential.token.reveal()}`;
      this.useCredential(credential);
      this.send({ ...outbound, headers: withValue(outbound.headers, credentials.header, value) });
    } catch (error) {
      this.fail('ERR_CREDENTIAL_UNAVAILABLE', errorCode(error));
    }
  }

  /** The request body, where all of it is at hand. */
  #wholeBody(): Buffer | undefined {
    const body = this.#outbound?.body;
    return body instanceof StreamedBody ? body.complete() : (body as Buffer | undefined);
  }

  #beginAnswer(status: number, reason: string | undefined, head: ResponseHead): void {
    const { limits, sse, draining } = this.proxy;
    const answer = new Answer(this.response, this);
    // There are clients that look neither at the status nor at the type of what they get.
    const isRewritten = sse !== undefined && this.request.method === 'GET';
    if (isRewritten)
      answer.passThrough(sse.createStream(head, this.request.rawHeaders, this.#answeredBy(), answer));
    const headers = isRewritten ? withoutBodyFields(head.headers) : head.headers;
    if (this.pageOrigin !== undefined) headers.push(...corsFields(this.pageOrigin));
    if (draining) this.response.shouldKeepAlive = false;
    answer.begin(status, toReason(status, reason), headers, head.contentLength !== undefined && !isRewritten);
    this.#answer = answer;
    this.#connectionOptions = head.connectionOptions;
    this.#phase = 'answering';
    this.#isEventStream = isEventStream(head.contentType);
    this.#idleLimitMs = this.#isEventStream
      ? limits.event_stream_idle_timeout_ms
      : limits.response_idle_timeout_ms;
    this.#touch();
    this.firstByteMs = performance.now() - this.#beganMs;
  }

  /** Path of the remote that answers, after all redirects. */
  #answeredBy(): string {
    return splitTarget(this.#outbound?.target ?? '').path;
  }

  onData(chunk: Buffer): void {
    this.#touch();
    if (this.#phase === 'answering') this.#answer?.write(chunk);
  }

  onEnd(rawTrailers: RawHeaders): void {
    if (this.#phase === 'repeating') this.#dispatch(this.#outbound as OutboundRequest, false);
    else this.#answer?.end(buildTrailers(rawTrailers, this.#connectionOptions));
  }

  // --- what the answer needs ---

  get nowMs(): number {
    return this.proxy.exchanges.nowMs;
  }

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
    this.fail(classifyUpstreamError(error), errorCode(error));
  }

  onError(error: unknown, isStale: boolean): void {
    if (this.#phase === 'repeating') return this.#dispatch(this.#outbound as OutboundRequest, false);
    const outbound = this.#outbound as OutboundRequest;
    if (isStale && !this.#wasRepeated && IDEMPOTENT.has(outbound.method) && outbound.body === undefined) {
      this.#wasRepeated = true;
      return this.#dispatch(outbound, true);
    }
    if (this.response.destroyed) return this.clientClosed();
    this.fail(classifyUpstreamError(error), errorCode(error));
  }

  // --- what the client and the clock do ---

  /** The client has read what was sent. */
  clientDrained(): void {
    if (this.#phase !== 'answering') return;
    this.#touch();
    this.#answer?.drained();
  }

  /** The client has everything, or is gone: then the remote need not go on. */
  clientClosed(): void {
    if (this.isOver) return;
    this.#end(this.#phase === 'ending' ? 'answered' : 'client_gone');
  }

  tick(nowMs: number): void {
    const { limits } = this.proxy;
    if (this.#answer?.isStalled) {
      if (nowMs - this.#answer.stalledSinceMs >= limits.client_stall_timeout_ms) {
        this.fail('ERR_PROXY_CLIENT_STALLED', 'CLIENT_STALLED');
      }
      return;
    }
    if (this.#phase === 'answering' && this.#isEventStream && this.#hasCallerExpired()) this.#endStream();
    const quietMs = nowMs - this.#lastDataMs;
    if (this.#phase === 'connecting') {
      if (quietMs >= limits.connect_timeout_ms) this.fail('ERR_UPSTREAM_CONNECT_TIMEOUT', 'NO_CONNECTION');
    } else if (this.#isQuietTooLong(quietMs)) this.fail('ERR_UPSTREAM_TIMEOUT', 'UPSTREAM_IDLE');
  }

  #hasCallerExpired(): boolean {
    const { caller, proxy } = this;
    return caller !== undefined && Date.now() >= caller.acceptedUntilMs + proxy.limits.token_grace_ms;
  }

  /** As if the remote had ended it: the client comes back, with a token that is still good. */
  #endStream(): void {
    this.#phase = 'ending';
    this.#answer?.end([]);
    this.proxy.upstream.cancel(this);
  }

  #isQuietTooLong(quietMs: number): boolean {
    const limitMs = this.#quietLimitMs();
    return limitMs > 0 && quietMs >= limitMs;
  }

  /** How long the remote may be quiet now; 0 is for ever. */
  #quietLimitMs(): number {
    const { limits } = this.proxy;
    if (this.#phase === 'answering') return this.#idleLimitMs;
    if (this.#phase === 'repeating') return limits.connect_timeout_ms;
    if (this.#phase !== 'sent') return 0;
    // Some servers send the head of an event stream only with its first event.
    if (this.kind === 'stream') return limits.event_stream_idle_timeout_ms;
    const body = this.#outbound?.body;
    // It is the client who is slow; its time is limited on its own side.
    return body instanceof StreamedBody && body.awaitsClient ? 0 : limits.response_header_timeout_ms;
  }

  #touch(): void {
    this.#lastDataMs = this.nowMs;
  }

  // --- how it ends ---

  /** Ends the exchange, whatever it is doing: the process is about to end. */
  abort(): void {
    if (this.isOver) return;
    this.response.shouldKeepAlive = false;
    this.#giveUp('aborted', 'ERR_PROXY_DRAINING');
  }

  fail(code: ProxyErrorCode, cause: string): void {
    if (this.isOver) return;
    this.#giveUp('failed', code, cause);
  }

  /** Before the head of an answer: an error of our own. After it: a cut no client can take for the end. */
  #giveUp(outcome: Outcome, code: ProxyErrorCode, cause?: string): void {
    const body = this.#wholeBody();
    const { headersSent } = this.response;
    this.#end(outcome, code, cause);
    if (this.#answer !== undefined) this.#answer.cut();
    else if (headersSent) this.response.destroy();
    else if (this.#outbound === undefined) {
      readWhatCame(this.request, (came) => this.#sendOwnAnswer(toRefusal(code), came));
    } else this.#sendOwnAnswer(toRefusal(code), body);
  }

  #sendOwnAnswer(answer: OwnAnswer, requestBody: Buffer | undefined): void {
    if (this.response.headersSent || this.response.destroyed) return;
    if (this.proxy.draining) this.response.shouldKeepAlive = false;
    const { pageOrigin } = this;
    const isPreflight = answer.code === undefined;
    const cors = pageOrigin === undefined || isPreflight ? [] : corsFields(pageOrigin);
    sendOwnAnswer(this.response, { ...answer, fields: [...(answer.fields ?? []), ...cors] }, requestBody);
  }

  /** The one place where a request ends. */
  #end(outcome: Outcome, code?: ProxyErrorCode, cause?: string): void {
    const wasAnswered = this.#phase === 'ending';
    this.#phase = 'over';
    this.#endedMs = performance.now();
    this.outcome = outcome;
    this.code = code;
    this.cause = cause;
    this.proxy.exchanges.remove(this);
    if (!wasAnswered) this.#letGoOfRemote();
    this.proxy.requestLog.write(this);
  }

  #letGoOfRemote(): void {
    this.#answer?.release();
    if (this.#outbound === undefined) return;
    this.proxy.upstream.cancel(this);
    if (this.#outbound.body instanceof StreamedBody) this.#outbound.body.destroy();
  }

  // --- the record ---

  get method(): string {
    return this.request.method ?? '';
  }

  get answered(): boolean {
    return this.#answer !== undefined;
  }

  get status(): number {
    return this.#answer !== undefined ? this.response.statusCode : statusOf(this.code);
  }

  get durationMs(): number {
    return this.#endedMs - this.#beganMs;
  }

  get bytesIn(): number {
    const body = this.#outbound?.body;
    return body instanceof StreamedBody ? body.received : ((body as Buffer | undefined)?.length ?? 0);
  }

  get bytesOut(): number {
    return this.#answer?.bytes ?? 0;
  }
}

function statusOf(code: ProxyErrorCode | undefined): number {
  return code === undefined ? 0 : toRefusal(code).status;
}

/** Where it happened, without the message, which may quote what was sent. */
function stackOf(error: unknown): readonly string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
}
