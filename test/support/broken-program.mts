/** The program of the pod, of which what a request's X-Break field names throws, once: past the steps, on the way out. */
import type { IncomingMessage } from 'node:http';
import { Exchange } from '../../runtime/src/exchange/exchange';
import { Forwarding } from '../../runtime/src/exchange/forwarding';
import { InboundRequest } from '../../runtime/src/http/inbound-request';
import type { Broken } from './broken';

/** What answers them is not broken. */
const broken = new WeakSet<IncomingMessage>();

function crash(request: IncomingMessage, what: Broken): void {
  if (request.headers['x-break'] !== what || broken.has(request)) return;
  broken.add(request);
  throw new TypeError('a bug');
}

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

await import('../../runtime/src/main');
