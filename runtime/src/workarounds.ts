/**
 * Everything that leans on how Node and undici happen to work inside, each with its reason and with a test in
 * test/runtime/workarounds.test.ts that fails once it is no longer needed.
 */
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/**
 * undici takes a reset for the end of an answer that has neither length nor chunks, which would make a cut look
 * complete (RFC 9112 section 8; `onHttpSocketError` in undici's lib/dispatcher/client-h1.js). Under another code it
 * stays an error.
 */
export function keepResetsErrors(socket: Socket): void {
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') error.code = 'UND_ERR_SOCKET';
  });
}

/**
 * Stops accepting connections. Node's own `close` of an HTTP server also destroys connections it takes for idle, those
 * of answers that have been written and not yet read among them (`closeIdleConnections` in Node's lib/_http_server.js).
 */
export function stopAccepting(server: Server, done: () => void): void {
  NetServer.prototype.close.call(server, done);
}

/**
 * The socket of a connection that is being made. undici's connector returns it, though its types do not say so; without
 * it a connection that nobody waits for any more would stay until its time-out.
 */
export function socketBeingConnected(
  connect: buildConnector.connector,
  options: buildConnector.Options,
  done: buildConnector.Callback,
): Socket {
  return (connect as unknown as (...all: [typeof options, typeof done]) => Socket)(options, done);
}
