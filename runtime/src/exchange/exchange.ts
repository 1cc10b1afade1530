/** One request and its answer: everything between the outbound header section and the last byte. */
import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { classifyUpstreamError, upstreamErrorCode } from '../errors';
import type { ProxyErrorCode } from '../errors';
import { sendError } from '../http/error-response';
import type { Watched } from './idle-watch';
import type { Proxy } from '../proxy';
import { followedRedirect, MAX_REDIRECTS } from './redirect';
import { StreamedBody } from './request-body';
import type { RequestBody } from './request-body';
import { isEventStream } from '../headers/media-type';
import {
  buildResponseHead,
  toHeaderList,
  toPairs,
  toReason,
  withoutLength,
} from '../headers/response-headers';
import type { ResponseHead } from '../headers/response-headers';
import type { EndpointRewriter } from '../sse/endpoint-rewriter';

/** What goes to the remote. */
export interface OutboundRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: RequestBody | undefined;
  /** Makes what rewrites the endpoint events of an answer, given the path that answered (sse transport). */
  readonly createRewriter: ((answeredBy: string) => EndpointRewriter) | undefined;
}

/** A response that knows its exchange, so that listeners can be shared instead of made for each request. */
export interface ExchangeResponse extends ServerResponse {
  exchange?: Exchange;
}

/** More than any server sends in earnest; nobody waits for a client to read them. */
const MAX_INTERIM_RESPONSES = 16;

/** For undici's own time-out to come first where a connection is being made, rather than waited for. */
const QUEUE_GRACE_MS = 1000;

export class Exchange implements Dispatcher.DispatchHandler, Watched {
  readonly #proxy: Proxy;
  readonly #request: OutboundRequest;
  readonly #response: ExchangeResponse;
  #controller: Dispatcher.DispatchController | undefined;
  #rewriter: EndpointRewriter | undefined;
  /** Path and query asked for; a followed redirect changes it. */
  #target: string;
  #redirects = 0;
  /** The controller of a redirect that was followed; what becomes of its answer is of no interest. */
  #abandoned: Dispatcher.DispatchController | undefined;
  #interimResponses = 0;
  #finished = false;
  /** Whether undici holds the request until there is a connection for it. */
  #isQueued = false;
  #bodyStarted = false;
  #hasLength = false;
  /** The remote's answer has been handed over as a whole. */
  #isEnded = false;
  #idleLimitMs = 0;
  #lastDataMs = 0;
  #stalledSinceMs: number | undefined;

  constructor(proxy: Proxy, request: OutboundRequest, response: ExchangeResponse) {
    this.#proxy = proxy;
    this.#request = request;
    this.#target = request.target;
    this.#response = response;
  }

  start(): void {
    this.#proxy.exchanges.add(this);
    this.#proxy.watch.add(this);
    this.#response.exchange = this;
    this.#response.on('close', onClientClose).on('drain', onClientDrain);
    this.#dispatch(this.#request.body);
  }

  #dispatch(body: RequestBody | undefined): void {
    const { method, headers } = this.#request;
    const path = this.#target;
    this.#isQueued = true;
    this.#lastDataMs = this.#proxy.watch.nowMs;
    const { upstream, target } = this.#proxy;
    upstream.dispatch(
      { origin: target.origin, path, method, headers: headers as string[], body: body ?? null },
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#isQueued = false;
    if (this.#finished) controller.abort(new Error('the client went away'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    reason?: string,
  ): void {
    if (this.#finished) return;
    if (status < 200) return this.#forwardInformational(status, toHeaderList(controller.rawHeaders));
    const head = buildResponseHead(controller.rawHeaders);
    if (!head.framed) return this.#fail('ERR_UPSTREAM_MALFORMED', 'TRANSFER_CODING');
    const redirect = this.#findRedirect(status, head.location);
    if (redirect !== undefined) return this.#followRedirect(redirect);
    // RFC 9110 section 11.6.1: a 401 is about Authorization. The client could not mend the proxy's.
    if (status === 401 && this.#proxy.injected.keys.has('authorization')) {
      return this.#fail('ERR_UPSTREAM_CREDENTIAL', 'HTTP_401', { header: 'Authorization' });
    }
    this.#startResponse(status, reason, head);
  }

  /** RFC 9110 section 15.2: passed on, except the 100 this server answers by itself, and never to HTTP/1.0. */
  #forwardInformational(status: number, headers: string[]): void {
    if (++this.#interimResponses > MAX_INTERIM_RESPONSES)
      this.#fail('ERR_UPSTREAM_MALFORMED', 'TOO_MANY_1XX');
    else if (status !== 100 && this.#response.req.httpVersion !== '1.0') {
      this.#response.writeInformation?.(status, headers);
    }
  }

  #findRedirect(status: number, location: string | undefined): string | undefined {
    if (this.#redirects >= MAX_REDIRECTS || !this.#isRepeatable()) return undefined;
    return followedRedirect(status, location, this.#proxy.target.origin, this.#target);
  }

  #isRepeatable(): boolean {
    const { body } = this.#request;
    return !(body instanceof StreamedBody) || body.complete() !== undefined;
  }

  /** Whatever body came with the redirect is not waited for. */
  #followRedirect(target: string): void {
    const { body } = this.#request;
    this.#abandoned = this.#controller;
    this.#abandoned?.abort(new Error('redirect followed'));
    this.#redirects++;
    this.#target = target;
    this.#dispatch(body instanceof StreamedBody ? body.complete() : body);
  }

  #startResponse(status: number, reason: string | undefined, head: ResponseHead): void {
    const { limits, watch, draining } = this.#proxy;
    const isStream = isEventStream(head.contentType);
    // There are clients that look neither at the status nor at the type of what they get.
    if (this.#request.method === 'GET') this.#rewriter = this.#request.createRewriter?.(this.#target);
    this.#idleLimitMs = isStream ? limits.event_stream_idle_timeout_ms : limits.response_idle_timeout_ms;
    // Rewriting changes the length of what is rewritten.
    const headers = this.#rewriter === undefined ? head.headers : withoutLength(head.headers);
    this.#hasLength = headers === head.headers && head.contentLength !== undefined;
    this.#lastDataMs = watch.nowMs;
    if (draining) this.#response.shouldKeepAlive = false;
    this.#response.writeHead(status, toReason(status, reason), headers as string[]);
    process.nextTick(flushHead, this);
  }

  /** Sends the head by itself when no body came with it; otherwise it goes out in one write with the first bytes. */
  flushHead(): void {
    if (!this.#bodyStarted && !this.#finished) this.#response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#finished) return;
    const out = this.#rewriter === undefined ? chunk : this.#rewriter.push(chunk);
    this.#lastDataMs = this.#proxy.watch.nowMs;
    if (out.length === 0) return;
    this.#bodyStarted = true;
    if (this.#response.write(out)) return;
    this.#stalledSinceMs = this.#lastDataMs;
    controller.pause();
  }

  /** The client has read what was sent. */
  resume(): void {
    if (this.#stalledSinceMs === undefined || this.#isEnded) return;
    this.#stalledSinceMs = undefined;
    this.#lastDataMs = this.#proxy.watch.nowMs;
    this.#controller?.resume();
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#finished) return;
    const trailers = toHeaderList(controller.rawTrailers);
    if (trailers.length > 0 && this.#response.chunkedEncoding) this.#response.addTrailers(toPairs(trailers));
    const { statusCode: status } = this.#response;
    this.#proxy.log.debug({ method: this.#request.method, status }, 'request answered');
    this.#bodyStarted = true;
    this.#response.end(this.#rewriter?.end());
    // Not over before the client has read it: 'close' comes then, and until then the stall limit holds.
    this.#isEnded = true;
    this.#stalledSinceMs = this.#proxy.watch.nowMs;
  }

  onResponseError(controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (controller !== undefined && controller === this.#abandoned) return;
    this.#isQueued = false;
    if (this.#finished) return this.#release();
    if (this.#response.destroyed) return this.clientClosed();
    this.#fail(classifyUpstreamError(error), upstreamErrorCode(error));
  }

  tick(nowMs: number): void {
    if (this.#stalledSinceMs !== undefined) {
      const { client_stall_timeout_ms: limitMs } = this.#proxy.limits;
      if (nowMs - this.#stalledSinceMs >= limitMs) this.#fail('ERR_PROXY_CLIENT_STALLED', 'CLIENT_STALLED');
    } else if (this.#isQueued) {
      if (nowMs - this.#lastDataMs >= this.#proxy.limits.connect_timeout_ms + QUEUE_GRACE_MS) {
        this.#fail('ERR_UPSTREAM_CONNECT_TIMEOUT', 'NO_CONNECTION');
      }
    } else if (this.#idleLimitMs > 0 && nowMs - this.#lastDataMs >= this.#idleLimitMs) {
      this.#fail('ERR_UPSTREAM_TIMEOUT', 'UPSTREAM_IDLE');
    }
  }

  /** The client has everything, or is gone: then the remote need not go on. */
  clientClosed(): void {
    if (this.#finished) return;
    this.#finish();
    if (this.#isEnded) return;
    this.#proxy.log.debug({ method: this.#request.method }, 'client went away');
    this.#abortUpstream();
  }

  /** Ends the exchange, whatever it is doing: the process is about to end. */
  abort(): void {
    if (this.#finished) return;
    this.#response.shouldKeepAlive = false;
    this.#end('ERR_PROXY_DRAINING');
  }

  #fail(code: ProxyErrorCode, cause: string, facts: Readonly<Record<string, string>> = {}): void {
    const { method } = this.#request;
    const answered = this.#response.headersSent;
    this.#proxy.log.warn({ code, cause, method, answered, ...facts }, 'request failed');
    this.#end(code);
  }

  /** Before the head of an answer: an error of our own. After it: a cut no client can take for the end. */
  #end(code: ProxyErrorCode): void {
    this.#finish();
    this.#abortUpstream();
    if (this.#response.headersSent) return this.#cut();
    const { body } = this.#request;
    const requestBody = body instanceof StreamedBody ? body.complete() : body;
    sendError(this.#response, code, { requestBody });
  }

  /**
   * Where only the end of the connection marks the end of the answer, a plain close would look like one; and what a
   * stalled client has not read would stay in the system's buffers.
   */
  #cut(): void {
    const { chunkedEncoding, socket } = this.#response;
    const isDelimited = chunkedEncoding || this.#hasLength;
    if (isDelimited && this.#stalledSinceMs === undefined) this.#response.destroy();
    else socket?.resetAndDestroy();
  }

  #finish(): void {
    this.#finished = true;
    this.#proxy.watch.delete(this);
    // undici cannot take a request out of its queue, so until it lets go the request counts.
    if (!this.#isQueued) this.#release();
  }

  #release(): void {
    this.#proxy.exchanges.delete(this);
  }

  #abortUpstream(): void {
    this.#controller?.abort(new Error('exchange over'));
    if (this.#request.body instanceof StreamedBody) this.#request.body.destroy();
  }
}

function onClientClose(this: ExchangeResponse): void {
  this.exchange?.clientClosed();
}

function onClientDrain(this: ExchangeResponse): void {
  this.exchange?.resume();
}

function flushHead(exchange: Exchange): void {
  exchange.flushHead();
}
