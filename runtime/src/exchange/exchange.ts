/** One request and its answer, from its header section to its last byte. It ends once, in one place, in one record. */
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../auth/caller';
import type { Credential, CredentialSource } from '../credentials/credential-source';
import type { ProxyErrorCode } from '../errors';
import { createAnswerFilter } from '../headers/client-headers';
import type { StaysBehind } from '../headers/client-headers';
import { withInjected } from '../headers/outbound-headers';
import type { InjectedHeaders } from '../headers/outbound-headers';
import type { ClientResponse } from '../http/client-connection';
import { readInboundHead } from '../http/inbound-head';
import type { InboundHead } from '../http/inbound-head';
import { afterWhatCame, readWhatCame, toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';
import type { ServedRequest } from '../http/served-request';
import type { RemoteProxy } from './remote-proxy';
import type { Expectation } from '../http/inbound-head';
import { logCrash, orLogCrash } from '../telemetry/log-crash';
import type { Outcome, Route } from '../telemetry/record';
import type { OutboundRequest } from '../upstream/upstream-call';
import type { InProgress, Kind } from './exchanges';
import { Forwarding } from './forwarding';
import { NOTHING_SENT, sendOrExcuse } from './own-departure';
import type { Sent } from './own-departure';
import type { Phase } from './phase';
import { toRecord } from './to-record';
import type { Failure } from './to-record';
import { endAfterAnswer } from '../workarounds';

export interface ExchangeOptions {
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly expectation: Expectation;
}

export class Exchange implements InProgress, ServedRequest {
  readonly proxy: RemoteProxy;
  readonly request: IncomingMessage;
  readonly response: ClientResponse;
  readonly head: InboundHead;
  readonly path: string;
  readonly query: string;
  readonly expectation: Expectation;
  /** By what it asks for, until the answer shows what it is. */
  kind: Kind;
  slot = -1;

  /** Origin of the web page that asks, once it is known to be allowed. */
  pageOrigin: string | undefined;
  route: Route = 'none';
  /** Path of the remote this is for, once the route is found. */
  remotePath: string | undefined;
  /** Who asks, once that is known; undefined where anyone may. */
  caller: Caller | undefined;
  /** What was got for the remote on behalf of this request. */
  credential: Credential | undefined;
  /** What the proxy adds to this request. */
  injected: InjectedHeaders;

  /** In milliseconds of `performance.now()`. */
  readonly beganMs = performance.now();
  /** There once the steps have let it through. */
  #forwarding: Forwarding | undefined;
  #state: 'open' | 'leaving' | 'over' = 'open';

  constructor(
    proxy: RemoteProxy,
    request: IncomingMessage,
    response: ClientResponse,
    options: ExchangeOptions,
  ) {
    this.proxy = proxy;
    this.request = request;
    this.response = response;
    this.head = readInboundHead(request.rawHeaders);
    this.path = options.path;
    this.query = options.query;
    this.expectation = options.expectation;
    this.kind = request.method === 'GET' && this.head.acceptsEventStream ? 'stream' : 'call';
    this.injected = proxy.injected;
  }

  /** Where it is on its way; `deciding` is what the steps are about. */
  get phase(): Phase | 'deciding' {
    return this.isOver ? 'over' : (this.#forwarding?.phase ?? 'deciding');
  }

  /** Whether it is settled what becomes of it. */
  get isOver(): boolean {
    return this.#state !== 'open';
  }

  get network(): string | undefined {
    return this.response.clientConnection?.network;
  }

  /** Which headers of the remote stay here, since they are about what the client has not shown it. */
  get withholds(): StaysBehind {
    const { injected, proxy } = this;
    return injected === proxy.injected ? proxy.withholds : createAnswerFilter(injected, proxy.staysBehind);
  }

  /** Shows the remote this credential, beside whatever else is injected. Returns the field value. */
  useCredential({ header }: CredentialSource, credential: Credential): string {
    const value = `Bearer ${credential.token.reveal()}`;
    this.credential = credential;
    this.injected = withInjected(this.injected, header, value);
    return value;
  }

  /** Sends it to the remote. */
  send(outbound: OutboundRequest): void {
    const forwarding = new Forwarding(this, outbound);
    // The client may have gone while its body was looked at.
    if (this.isOver) return forwarding.release();
    this.#forwarding = forwarding;
    forwarding.dispatch();
  }

  tick(nowMs: number): void {
    try {
      this.#forwarding?.tick(nowMs);
    } catch (error) {
      this.crash(error);
    }
  }

  /** The client has read what was sent. */
  clientDrained(): void {
    try {
      this.#forwarding?.drained();
    } catch (error) {
      this.crash(error);
    }
  }

  /** The end of the connection, which comes now, must not look like that of an answer which has begun. */
  clientEnded(): void {
    if (this.phase === 'answering') this.#cut('client_gone', {});
  }

  /** The client has everything, or is gone: then the remote need not go on. */
  clientClosed(): void {
    if (this.#state !== 'over') this.#end(this.phase === 'ending' ? 'answered' : 'client_gone');
  }

  /** Ends the request with an answer of our own, before anything of it was sent to the remote. */
  endWith(answer: OwnAnswer): void {
    const outcome = answer.code === undefined ? 'answered' : 'refused';
    this.#leaveAfterWhatCame(() => this.#leave(answer, outcome, answer));
  }

  /** Something in the proxy itself is wrong; the others must not suffer from it. Where the request is over, it is logged. */
  crash(error: unknown): void {
    this.fail('ERR_PROXY_INTERNAL', logCrash(this.proxy.log, error));
  }

  /** Ends the exchange, whatever it is doing: the process is about to end. An event stream asked for by GET has no end to miss. */
  abort(): void {
    endAfterAnswer(this.response);
    try {
      const isEnded = this.request.method === 'GET' && this.#forwarding?.endStream() === true;
      if (isEnded) this.#end('aborted', { code: 'ERR_PROXY_DRAINING' });
      else this.#giveUp('aborted', 'ERR_PROXY_DRAINING', {});
    } catch (error) {
      this.crash(error);
    }
  }

  fail(code: ProxyErrorCode, cause: string, header?: string): void {
    this.#giveUp('failed', code, { cause, header });
  }

  /** Before the head of an answer: an error of our own. After it: a cut no client can take for the end. */
  #giveUp(outcome: Outcome, code: ProxyErrorCode, failure: Failure): void {
    if (this.isOver) return;
    this.#state = 'leaving';
    const whole = { ...failure, code };
    const forwarding = this.#forwarding;
    if (forwarding?.hasAnswer || this.response.headersSent) return this.#cut(outcome, whole);
    const leave = (): void => this.#leave(toRefusal(code), outcome, whole);
    if (forwarding === undefined) this.#leaveAfterWhatCame(leave);
    else leave();
  }

  /** It is settled what becomes of it, so that nobody else would end it. */
  #leaveAfterWhatCame(leave: () => void): void {
    this.#state = 'leaving';
    try {
      afterWhatCame(this.request, leave);
    } catch (error) {
      const code = 'ERR_PROXY_INTERNAL';
      this.#leave(toRefusal(code), 'failed', { code, cause: logCrash(this.proxy.log, error) });
    }
  }

  #cut(outcome: Outcome, failure: Failure): void {
    const forwarding = this.#forwarding;
    this.#end(outcome, failure);
    try {
      if (forwarding?.hasAnswer) return forwarding.cut();
    } catch (error) {
      logCrash(this.proxy.log, error);
    }
    this.response.destroy();
  }

  /** Sends an answer of our own. What is recorded is what the client got, also where this very answer goes wrong. */
  #leave(answer: OwnAnswer, outcome: Outcome, failure: Failure): void {
    if (this.#state === 'over') return;
    const sent = sendOrExcuse(this, answer, () => this.#takeBody());
    if (sent.crash === undefined) this.#end(outcome, failure, sent);
    else this.#end('failed', { code: 'ERR_PROXY_INTERNAL', cause: sent.crash }, sent);
  }

  /** As much of the request body as there is, before the answer, which may have to read the rest of it itself. */
  #takeBody(): Buffer | undefined {
    if (this.#forwarding === undefined) return readWhatCame(this.request);
    const { wholeBody } = this.#forwarding;
    this.#forwarding.release();
    return wholeBody;
  }

  /** The one place where a request ends, whatever goes wrong there. `own` is an answer of our own. */
  #end(outcome: Outcome, failure: Failure = {}, own: Sent = NOTHING_SENT): void {
    const { exchanges, log, records } = this.proxy;
    const forwarding = this.#forwarding;
    this.#state = 'over';
    orLogCrash(log, () => exchanges.remove(this));
    orLogCrash(log, () => forwarding?.release());
    orLogCrash(log, () => records.write(toRecord(this, forwarding, outcome, failure, own)));
  }
}
