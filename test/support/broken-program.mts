/** The program of the pod, of which what a request's X-Break field names throws, once; and the log, of some records. */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Exchange } from '../../runtime/src/exchange/exchange';
import { Exchanges } from '../../runtime/src/exchange/exchanges';
import { Forwarding } from '../../runtime/src/exchange/forwarding';
import { StreamedBody } from '../../runtime/src/exchange/request-body';
import { ClientConnection } from '../../runtime/src/http/client-connection';
import { InboundRequest } from '../../runtime/src/http/inbound-request';
import { RequestLog } from '../../runtime/src/telemetry/request-log';
import { Connection } from '../../runtime/src/upstream/connection';
import { Flow } from '../../runtime/src/upstream/flow';
import { Upstream } from '../../runtime/src/upstream/upstream';
import { BROKEN_LATER, UNRECORDED } from './broken';
import type { Broken } from './broken';

/** What answers them is not broken. */
const broken = new WeakSet<IncomingMessage>();

function crash(request: IncomingMessage, what: Broken): void {
  if (request.headers['x-break'] !== what || broken.has(request)) return;
  broken.add(request);
  throw new Error('a bug');
}

const { take } = ClientConnection.prototype;
ClientConnection.prototype.take = function (this: ClientConnection, response, serve) {
  crash(response.req, 'take');
  take.call(this, response, serve);
};

/** Node sets it when the request has come; nobody but the proxy asks. */
const urls = new WeakMap<IncomingMessage, string | undefined>();
Object.defineProperty(InboundRequest.prototype, 'url', {
  get(this: InboundRequest) {
    crash(this, 'url');
    return urls.get(this);
  },
  set(this: InboundRequest, url: string | undefined) {
    urls.set(this, url);
  },
});

const { read } = InboundRequest.prototype;
InboundRequest.prototype.read = function (this: InboundRequest, size) {
  crash(this, 'read');
  return read.call(this, size);
};

let sent: IncomingMessage;
/** The latest request that asks for something to be broken. */
let asking: IncomingMessage | undefined;
/** What belongs to a request that is on its way. */
const owners = new WeakMap<object, IncomingMessage>();

const { send } = Exchange.prototype;
Exchange.prototype.send = function (this: Exchange, outbound) {
  sent = this.request;
  if ('x-break' in sent.headers) asking = sent;
  if (outbound.body) owners.set(outbound.body, sent);
  crash(sent, 'send');
  send.call(this, outbound);
};

const { dispatch } = Forwarding.prototype;
Forwarding.prototype.dispatch = function (this: Forwarding, isFresh) {
  if (!owners.has(this)) owners.set(this, sent);
  crash(sent, 'dispatch');
  dispatch.call(this, isFresh);
};

function breakLater(what: Broken, part: object): void {
  const method = Reflect.get(part, what) as (...all: unknown[]) => unknown;
  Reflect.set(part, what, function (this: object, ...all: unknown[]) {
    const request = owners.get(this);
    if (request !== undefined) crash(request, what);
    return method.apply(this, all);
  });
}

for (const what of BROKEN_LATER)
  breakLater(what, what === 'push' ? StreamedBody.prototype : Forwarding.prototype);

/** Breaks `method` of whatever has it, where it is called for the request that asks for this: nobody else may be calling then. */
function breakNext<T extends object>(
  what: Broken,
  part: T,
  method: string = what,
  isIt: (self: T, first: unknown) => boolean = () => true,
): void {
  const original = Reflect.get(part, method) as (...all: unknown[]) => unknown;
  Reflect.set(part, method, function (this: T, ...all: unknown[]) {
    if (asking !== undefined && isIt(this, all[0])) crash(asking, what);
    return original.apply(this, all);
  });
}

/** Whether a function of this name has called. */
function isIn(name: string): boolean {
  return new Error('where').stack?.includes(`at ${name} `) === true;
}

function isCurrent({ current }: ClientConnection): boolean {
  return current?.req === asking;
}

breakNext(
  'prepare',
  Socket.prototype,
  'on',
  (_socket, event) => event === 'error' && isIn('keepResetsErrors'),
);
breakNext('begin', Flow.prototype);
breakNext('onFree', Upstream.prototype);
breakNext('onClosed', Upstream.prototype);
breakNext('abort', Connection.prototype);
breakNext('nextBuffer', ClientConnection.prototype, 'nextBuffer', isCurrent);
breakNext('ended', ClientConnection.prototype, 'ended', isCurrent);
breakNext('released', ClientConnection.prototype, 'released', isCurrent);
breakNext('finish', StreamedBody.prototype, 'push', (_body, piece) => piece === null);
breakNext('_read', Readable.prototype, 'resume', (body) => body === asking && isIn('StreamedBody._read'));
breakNext('remove', Exchanges.prototype, 'remove', (_all, one) => (one as Exchange).request === asking);

const headers = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'headers');
Object.defineProperty(InboundRequest.prototype, 'headers', {
  ...headers,
  get(this: InboundRequest): unknown {
    const found = headers?.get?.call(this) as IncomingMessage['headers'];
    if (found['x-break'] === 'afterWhatCame' && !broken.has(this) && isIn('afterWhatCame')) {
      broken.add(this);
      throw new Error('a bug');
    }
    return found;
  },
});

const { write } = RequestLog.prototype;
RequestLog.prototype.write = function (this: RequestLog, record) {
  if (record.method === UNRECORDED || record.method === '') throw new Error('a bug');
  write.call(this, record);
};

await import('../../runtime/src/main');
