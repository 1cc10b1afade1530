/**
 * Everything that leans on how Node and undici happen to work inside, each with its reason and with a test in
 * test/runtime/workarounds.test.ts that fails once it is no longer needed. Links are to the releases that were read.
 *
 * Which files of undici are bundled, and which are not, is in runtime/bundle/undici.ts and leave-out.ts: a build fails once
 * they are not there.
 */
import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';

/**
 * undici takes a reset for the end of an answer that has neither length nor chunks, which would make a cut look
 * complete (RFC 9112 section 8; `onHttpSocketError` in undici's lib/dispatcher/client-h1.js). Under another code it
 * stays an error.
 *
 * @see https://github.com/nodejs/undici/blob/v8.12.4/lib/dispatcher/client-h1.js
 * @see https://github.com/nodejs/undici/pull/784
 */
export function keepResetsErrors(socket: Socket): void {
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') error.code = 'UND_ERR_SOCKET';
  });
}

/** What undici keeps with a socket, under a symbol of its own. */
interface HeadParser {
  trackHeader: (bytes: number) => void;
}

/**
 * Has a header section that is too long refused once. undici goes on with what has been read of it and makes an error of
 * every further field, with its stack: of 64 KiB of short ones that takes a quarter of a second (`trackHeader` in undici's
 * lib/dispatcher/client-h1.js). The first one has ended the connection.
 *
 * @see https://github.com/nodejs/undici/blob/v8.12.4/lib/dispatcher/client-h1.js
 */
export function refuseHeadOnce(socket: Socket): void {
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error?: NodeJS.ErrnoException) => {
    if (error?.code === 'UND_ERR_HEADERS_OVERFLOW') stopTracking(socket);
    return destroy(error);
  };
}

function stopTracking(socket: Socket): void {
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'parser');
  const parser = key && (socket as unknown as Record<symbol, HeadParser | null>)[key];
  if (parser) parser.trackHeader = () => {};
}

/** TLS connections that ended without the alert that says so. */
const unclosed = new WeakSet<Socket>();

/** What TLS is read from, inside a TLSSocket. */
interface TlsHandle {
  /** False while nobody wants to read. */
  readonly reading: boolean;
  readonly _parent?: { readStart(): number; readStop(): number };
}

/**
 * Has `endedUnclosed` know how a connection ends. Only close_notify ends what is sent over TLS (RFC 8446 section 6.1),
 * and Node reports the end of the TCP connection as the same (`OnStreamRead` and `ClearOut` of `TLSWrap` in Node's
 * src/crypto/crypto_tls.cc). libuv tells them apart: what has ended it reads no longer, and what it reads it does not
 * begin to read again (`uv_read_start`: UV_EALREADY). Neither does it end while nobody wants to read.
 *
 * @see https://github.com/nodejs/node/blob/v26.10.0/src/crypto/crypto_tls.cc
 */
export function watchForClosure(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.push = pushAndLook;
}

function pushAndLook(this: TLSSocket, ...[chunk, encoding]: Parameters<Socket['push']>): boolean {
  if (chunk === null && hasTcpEnded(this)) unclosed.add(this);
  return TLSSocket.prototype.push.call(this, chunk, encoding);
}

function hasTcpEnded(socket: TLSSocket): boolean {
  const { _handle: handle } = socket as unknown as { readonly _handle: TlsHandle | null };
  if (handle?._parent === undefined || !handle.reading) return false;
  if (handle._parent.readStart() !== 0) return false;
  handle._parent.readStop();
  return true;
}

/** Whether the end has been read, and was one of TCP alone. */
export function endedUnclosed(socket: Socket): boolean {
  return socket.readableEnded && unclosed.has(socket);
}

/**
 * Stops accepting connections. Node's own `close` of an HTTP server also destroys connections it takes for idle, those
 * of answers that have been written and not yet read among them (`closeIdleConnections` in Node's lib/_http_server.js).
 *
 * @see https://github.com/nodejs/node/blob/v26.10.0/lib/_http_server.js
 * @see https://github.com/nodejs/node/pull/43890
 */
export function stopAccepting(server: Server, done: () => void): void {
  NetServer.prototype.close.call(server, done);
}

/** What Node keeps with a socket, some of it under symbols of its own. */
interface ReadSocket {
  readonly _handle: { _consumed?: boolean; useUserBuffer(buffer: Uint8Array): void };
  [key: symbol]: unknown;
}

/**
 * Has a new connection of an HTTP server read into buffers of our own. Node's parser reads 64 KiB at once, which may hold
 * 11,000 pieces of a body, and nothing stops it half way; and what is read is read before anybody knows whose turn it is.
 * There is an option for buffers of one's own (`onread`), but a server does not pass it on to its connections: what is
 * set here is what it sets (`initSocketHandle` in Node's lib/net.js). `_consumed` keeps the parser from reading by itself
 * (`connectionListenerInternal` in Node's lib/_http_server.js), so that it takes what the socket emits: what
 * `beginningOf` says is what was read. Node copies of it what it keeps.
 *
 * @see https://github.com/nodejs/node/blob/v26.10.0/lib/net.js
 * @see https://github.com/nodejs/node/blob/v26.10.0/lib/_http_server.js
 */
export function readInto(
  socket: Socket,
  nextBuffer: () => Buffer,
  beginningOf: (buffer: Buffer, length: number) => Buffer,
): void {
  const known = socket as unknown as ReadSocket;
  const buffer = nextBuffer();
  known._handle._consumed = true;
  known._handle.useUserBuffer(buffer);
  known[keyOf(socket, 'kBuffer')] = buffer;
  known[keyOf(socket, 'kBufferGen')] = nextBuffer;
  known[keyOf(socket, 'kBufferCb')] = (length: number, read: Buffer) => {
    socket.emit('data', beginningOf(read, length));
    // Reading goes on, also where nobody listens any more: only so the end of the connection is seen.
    return true;
  };
}

const socketKeys = new Map<string, symbol>();

function keyOf(socket: Socket, name: string): symbol {
  const known = socketKeys.get(name);
  if (known !== undefined) return known;
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === name);
  if (key === undefined) throw new Error(`this Node keeps no ${name} with a socket`);
  socketKeys.set(name, key);
  return key;
}

/**
 * Has the connection end with this answer, whoever writes its head. Node goes by a property that its documentation does not
 * have; a `Connection` field set instead makes it put all other fields together anew, which costs more and changes the case of
 * names the remote sends twice (`writeHead` in Node's lib/_http_server.js, `_storeHeader` in lib/_http_outgoing.js).
 *
 * @see https://github.com/nodejs/node/blob/v26.10.0/lib/_http_server.js
 * @see https://github.com/nodejs/node/blob/v26.10.0/lib/_http_outgoing.js
 */
export function endAfterAnswer(response: ServerResponse): void {
  response.shouldKeepAlive = false;
}

/** Whether the connection may carry another request after this answer, by the same property. */
export function keepsConnection(response: ServerResponse): boolean {
  return response.shouldKeepAlive;
}

/**
 * Hears of the end of what a client sends before Node's HTTP server does, which ends the connection at once: an answer cut
 * by that could be taken for complete (`socketOnEnd` in Node's lib/_http_server.js).
 *
 * @see https://github.com/nodejs/node/blob/v26.10.0/lib/_http_server.js
 */
export function onClientEnd<S extends Socket>(socket: S, listener: (this: S) => void): void {
  socket.prependListener('end', listener);
}

/** What Node's HTTP server keeps with a socket. */
interface ParsedSocket {
  readonly parser?: { onIncoming: unknown };
}

/**
 * Looks at nothing more of what has been read from a connection: a parser would make requests of all of it, and an error
 * for each once the connection is gone. What the parser is answered for a head other than how its body is read ends it
 * with an error ('clientError'; `on_headers_complete` in Node's src/node_http_parser.cc).
 *
 * @see https://github.com/nodejs/node/blob/v26.10.0/src/node_http_parser.cc
 */
export function stopParsing(socket: Socket): void {
  const { parser } = socket as ParsedSocket;
  if (parser) parser.onIncoming = () => -1;
}

/**
 * The socket of a connection that is being made. undici's connector returns it, though its types do not say so; without
 * it a connection that nobody waits for any more would stay until its time-out.
 *
 * @see https://github.com/nodejs/undici/blob/v8.12.4/lib/core/connect.js
 */
export function socketBeingConnected(
  connect: buildConnector.connector,
  options: buildConnector.Options,
  done: buildConnector.Callback,
): Socket {
  return (connect as unknown as (...all: [typeof options, typeof done]) => Socket)(options, done);
}

/**
 * Whether this is what undici says of an interim answer it did not ask for: 100, and 101 in the middle of nothing. It is
 * an error like that of a connection which was closed (`onHeadersComplete`), and only its message tells them apart.
 *
 * @see https://github.com/nodejs/undici/blob/v8.12.4/lib/dispatcher/client-h1.js
 */
export function isUnaskedInterim({ message }: Error): boolean {
  return message === 'bad response' || message === 'bad upgrade';
}

/**
 * What undici's parser could not make anything of, from there on; none where it is another error. No documentation
 * mentions that it is kept (`HTTPParserError`).
 *
 * @see https://github.com/nodejs/undici/blob/v8.12.4/lib/core/errors.js
 */
export function unparsedData(error: Error): string | undefined {
  return 'data' in error && typeof error.data === 'string' ? error.data : undefined;
}
