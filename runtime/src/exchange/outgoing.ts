/** The request as it goes to the remote, which may have to be sent more than once. */
import { withValue } from '../headers/outbound-headers';
import type { OutboundRequest } from '../upstream/upstream-call';
import { StreamedBody } from './request-body';

/** Methods a proxy may repeat by itself when a connection fails (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

export class Outgoing {
  #request: OutboundRequest;

  constructor(request: OutboundRequest) {
    this.#request = request;
  }

  /** As it is sent next. */
  get request(): OutboundRequest {
    return this.#request;
  }

  /** Whether the rest of the body is still to come from the client. */
  get awaitsClient(): boolean {
    const { body } = this.#request;
    return body instanceof StreamedBody && body.awaitsClient;
  }

  get bytesIn(): number {
    const { body } = this.#request;
    return body instanceof StreamedBody ? body.received : ((body as Buffer | undefined)?.length ?? 0);
  }

  /** The body, where all of it is at hand. */
  get wholeBody(): Buffer | undefined {
    const { body } = this.#request;
    return body instanceof StreamedBody ? body.complete() : (body as Buffer | undefined);
  }

  /** Whether all of it is at hand, to be sent again when the remote asks for that. */
  get isRepeatable(): boolean {
    return !(this.#request.body instanceof StreamedBody) || this.wholeBody !== undefined;
  }

  /** Whether it may be sent again when nobody knows what the remote has made of it. */
  get isIdempotent(): boolean {
    return IDEMPOTENT.has(this.#request.method) && this.#request.body === undefined;
  }

  /** Another path and query the next time. */
  redirect(target: string): void {
    this.#request = { ...this.#request, target, body: this.wholeBody };
  }

  /** Another value for a header that it has the next time. */
  replace(header: string, value: string): void {
    const headers = withValue(this.#request.headers, header, value);
    this.#request = { ...this.#request, headers, body: this.wholeBody };
  }

  /** Nothing more of it is sent. */
  release(): void {
    if (this.#request.body instanceof StreamedBody) this.#request.body.destroy();
  }
}
