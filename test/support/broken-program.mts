/** The program of the pod, of which what a request's X-Break field names throws, once; and the log, of some records. */
import type { IncomingMessage } from 'node:http';
import { Exchange } from '../../runtime/src/exchange/exchange';
import { Forwarding } from '../../runtime/src/exchange/forwarding';
import { StreamedBody } from '../../runtime/src/exchange/request-body';
import { ClientConnection } from '../../runtime/src/http/client-connection';
import { InboundRequest } from '../../runtime/src/http/inbound-request';
import { RequestLog } from '../../runtime/src/telemetry/request-log';
import { BROKEN_LATER, UNRECORDED } from './broken';
import type { Broken } from './broken';

/** What answers them is not broken. */
const broken = new WeakSet<IncomingMessage>();

function crash(request: IncomingMessage, what: Broken): void {
  if (request.headers['x-break'] !== what || broken.has(request)) return;
  broken.add(request);
  throw new TypeError('a bug');
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
/** What belongs to a request that is on its way. */
const owners = new WeakMap<object, IncomingMessage>();

const { send } = Exchange.prototype;
Exchange.prototype.send = function (this: Exchange, outbound) {
  sent = this.request;
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

const { write } = RequestLog.prototype;
RequestLog.prototype.write = function (this: RequestLog, record) {
  if (record.method === UNRECORDED || record.method === '') throw new TypeError('a bug');
  write.call(this, record);
};

await import('../../runtime/src/main');
