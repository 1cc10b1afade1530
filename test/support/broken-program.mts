/** The program of the pod, of which what a request's X-Break field names throws, once; and the log, of some records. */
import type { IncomingMessage } from 'node:http';
import { Exchange } from '../../runtime/src/exchange/exchange';
import { Forwarding } from '../../runtime/src/exchange/forwarding';
import { InboundRequest } from '../../runtime/src/http/inbound-request';
import { RequestLog } from '../../runtime/src/telemetry/request-log';
import { UNRECORDED } from './broken';
import type { Broken } from './broken';

/** What answers them is not broken. */
const broken = new WeakSet<IncomingMessage>();

function crash(request: IncomingMessage, what: Broken): void {
  if (request.headers['x-break'] !== what || broken.has(request)) return;
  broken.add(request);
  throw new TypeError('a bug');
}

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
const { send } = Exchange.prototype;
Exchange.prototype.send = function (this: Exchange, outbound) {
  sent = this.request;
  crash(sent, 'send');
  send.call(this, outbound);
};

const { dispatch } = Forwarding.prototype;
Forwarding.prototype.dispatch = function (this: Forwarding, isFresh) {
  crash(sent, 'dispatch');
  dispatch.call(this, isFresh);
};

const { write } = RequestLog.prototype;
RequestLog.prototype.write = function (this: RequestLog, record) {
  if (record.method === UNRECORDED || record.method === '') throw new TypeError('a bug');
  write.call(this, record);
};

await import('../../runtime/src/main');
