/**
 * Each workaround is there for something Node or undici do. A test here that fails says that they do so no longer: then
 * the workaround goes, and the test with it.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, IncomingMessage } from 'node:http';
import type { ServerResponse } from 'node:http';
import { connect, createServer, Socket } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls';
import { buildConnector, Client } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  endAfterAnswer,
  endedUnclosed,
  isUnaskedInterim,
  keepResetsErrors,
  keepsConnection,
  onClientEnd,
  readInto,
  refuseHeadOnce,
  socketBeingConnected,
  stopAccepting,
  stopParsing,
  unparsedData,
  watchForClosure,
} from '../../runtime/src/workarounds';
import { readCredentials } from '../support/certificates';
import { Wire } from '../support/wire';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A server that begins an answer whose end is the end of the connection, and resets it instead. */
function createResettingServer(): Server {
  return createServer((socket) => {
    socket.once('data', () => {
      socket.write(
        'HTTP/1.1 200 OK\r\n\r\nhalf',
        () => void setTimeout(50).then(() => socket.resetAndDestroy()),
      );
    });
  });
}

/** How undici says that such an answer ended. */
async function endOfAnswer(onSocket: (socket: Socket) => void): Promise<'end' | 'error'> {
  const connectDirectly = buildConnector({});
  const client = new Client(`http://127.0.0.1:${await listen(createResettingServer())}`, {
    connect: (options, done) =>
      connectDirectly(options, (error, socket) => {
        if (socket) onSocket(socket);
        if (error) done(error, null);
        else done(null, socket);
      }),
  });
  closing.push(() => void client.destroy());
  return new Promise((resolve) => {
    client.dispatch(
      { method: 'GET', path: '/' },
      {
        onRequestStart: () => {},
        onResponseStart: () => {},
        onResponseData: () => {},
        onResponseEnd: () => resolve('end'),
        onResponseError: () => resolve('error'),
      },
    );
  });
}

it('undici still takes a reset for the end of an answer without framing', async () => {
  expect(await endOfAnswer(() => {})).toBe('end');
});

it('with its code changed a reset is an error', async () => {
  expect(await endOfAnswer(keepResetsErrors)).toBe('error');
});

/** How often undici ends a connection because of a head of far too many short fields that came at once. */
async function countRefusals(onSocket: (socket: Socket) => void): Promise<number> {
  let count = 0;
  const server = createServer((socket) => {
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(8_000)}`));
    socket.on('error', () => {});
  });
  const connectDirectly = buildConnector({});
  const client = new Client(`http://127.0.0.1:${await listen(server)}`, {
    connect: (options, done) =>
      connectDirectly(options, (error, socket) => {
        if (error) return done(error, null);
        onSocket(socket);
        // It looks whether that has been done already.
        const isDestroyed = () => Reflect.get<Socket, 'destroyed'>(Socket.prototype, 'destroyed', socket);
        Object.defineProperty(socket, 'destroyed', { get: () => (count++, isDestroyed()) });
        done(null, socket);
      }),
  });
  closing.push(() => void client.destroy());
  await expect(client.request({ method: 'GET', path: '/' })).rejects.toThrow('Headers Overflow');
  return count;
}

it('undici still refuses every field of a head that is too long', async () => {
  expect(await countRefusals(() => {})).toBeGreaterThan(1_000);
});

it('a head that is too long is refused once', async () => {
  expect(await countRefusals(refuseHeadOnce)).toBeLessThan(100);
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('the end of %s', (version) => {
  /** Reads, late or at once, what a server sends that ends as it is told; resolves with the socket once it has. */
  async function readToEnd(
    bytes: number,
    end: (socket: TLSSocket, wire: Wire) => void,
    lateMs = 0,
  ): Promise<Socket> {
    const secureContext = createSecureContext(readCredentials('good'));
    const server = createServer({ allowHalfOpen: true }, (raw) => {
      const wire = new Wire(raw.on('error', () => {}));
      const socket = new TLSSocket(wire, { isServer: true, secureContext, maxVersion: version });
      socket.on('error', () => {});
      socket.once('data', () => {
        wire.hold();
        socket.write(Buffer.alloc(bytes), () => end(socket, wire));
      });
    });
    const socket = connectTls({ port: await listen(server), host: '127.0.0.1', rejectUnauthorized: false });
    closing.push(() => void socket.destroy());
    watchForClosure(socket);
    await once(
      socket.on('error', () => {}),
      'secureConnect',
    );
    socket.write('go');
    void setTimeout(lateMs).then(() => socket.resume());
    await once(socket, 'end');
    return socket;
  }

  const ALERT_AND_FIN = (socket: TLSSocket): void => void socket.end();
  const ALERT = (socket: TLSSocket, wire: Wire): void => {
    wire.staysOpen = true;
    socket.end();
  };
  const FIN = (_socket: TLSSocket, wire: Wire): void => void wire.end();

  it('Node still tells nobody whether there was an alert', async () => {
    const [closed, unclosed] = [await readToEnd(10, ALERT_AND_FIN), await readToEnd(10, FIN)];
    expect(unclosed.errored).toBe(closed.errored);
  });

  it.each([
    ['an alert', 10, 0, ALERT],
    ['an alert, and the end of TCP', 10, 0, ALERT_AND_FIN],
    ['nothing but an alert and the end of TCP', 0, 0, ALERT_AND_FIN],
    ['an alert and the end of TCP, behind more than is read at once', 40_000, 100, ALERT_AND_FIN],
    ['an alert and the end of TCP, behind a lot', 1_000_000, 100, ALERT_AND_FIN],
  ] as const)('is proper: %s', async (_what, bytes, lateMs, end) => {
    expect(endedUnclosed(await readToEnd(bytes, end, lateMs))).toBe(false);
  });

  it.each([
    ['of TCP', 10, 0],
    ['of TCP and nothing else', 0, 0],
    ['of TCP, behind more than is read at once', 40_000, 100],
    ['of TCP, behind a lot', 1_000_000, 100],
  ] as const)('is not proper: the end %s alone', async (_what, bytes, lateMs) => {
    expect(endedUnclosed(await readToEnd(bytes, FIN, lateMs))).toBe(true);
  });
});

const LONG = Buffer.alloc(16 * 1024 * 1024, 'a');

/** Bytes of a long answer that a client gets who reads it only after the server was told to close in the given way. */
async function bytesReadAfter(close: (server: ReturnType<typeof createHttpServer>) => void): Promise<number> {
  const server = createHttpServer((_request, response) => response.end(LONG));
  const socket = connect(await listen(server), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await once(socket, 'readable');
  close(server);
  let bytes = 0;
  for await (const chunk of socket) bytes += (chunk as Buffer).length;
  return bytes;
}

it('Node still cuts off an answer that has been written and not read, when its server is closed', async () => {
  const bytes = await bytesReadAfter((server) => server.close()).catch(() => 0);
  expect(bytes).toBeLessThan(LONG.length);
});

it('a server that only stops accepting lets it be read', async () => {
  expect(await bytesReadAfter((server) => stopAccepting(server, () => {}))).toBeGreaterThan(LONG.length);
});

const PIPELINED = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(100);

/** Requests a server sees of many that came at once, of which the first one has `react` called. */
async function countRequests(react: (socket: Socket) => void): Promise<number> {
  let count = 0;
  const server = createHttpServer(({ socket }) => {
    if (count++ === 0) react(socket);
  });
  const refused = once(server, 'clientError');
  const socket = connect(await listen(server), '127.0.0.1');
  closing.push(() => socket.destroy());
  socket.write(`${PIPELINED}garbage\r\n\r\n`);
  await refused;
  return count;
}

it('Node still makes requests of all that has been read, however little anybody wants them', async () => {
  expect(await countRequests((socket) => void socket.pause())).toBe(100);
});

it('what is no longer parsed becomes no request', async () => {
  expect(await countRequests(stopParsing)).toBe(1);
});

const PIECES = 5000;
const IN_PIECES = `POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(PIECES)}`;

/** Pieces of a body that a server looks at although it has been stopped at the first. */
async function countPieces(prepare: (socket: Socket) => void): Promise<number> {
  let count = 0;
  class Counting extends IncomingMessage {
    override push(piece: Buffer | null): boolean {
      if (count++ === 0) this.socket.pause();
      return super.push(piece);
    }
  }
  const server = createHttpServer({ IncomingMessage: Counting });
  server.prependListener('connection', prepare);
  const client = connect(await listen(server), '127.0.0.1');
  closing.push(() => client.destroy());
  client.write(IN_PIECES);
  await vi.waitUntil(() => count > 0, 5000);
  await setTimeout(100);
  return count;
}

it('Node still looks at all pieces of a body that have come, whoever stops it meanwhile', async () => {
  expect(await countPieces(() => {})).toBe(PIECES);
});

it('with a buffer of one’s own it looks at no more than are in it', async () => {
  const buffer = Buffer.alloc(1024);
  const count = await countPieces((socket) =>
    readInto(
      socket,
      () => buffer,
      (read, length) => read.subarray(0, length),
    ),
  );
  expect(count).toBeGreaterThan(100);
  expect(count).toBeLessThan(1024 / 6);
});

it('the connector still returns its socket, though its types do not say so', async () => {
  const port = await listen(createServer((socket) => closing.push(() => void socket.destroy())));
  const options = { hostname: '127.0.0.1', host: `127.0.0.1:${port}`, protocol: 'http:', port: String(port) };
  const socket = socketBeingConnected(buildConnector({}), options, () => {});
  expect(socket).toBeInstanceOf(Socket);
  socket.destroy();
});

/** What undici makes of an answer that begins like this. */
async function errorOf(answer: string): Promise<Error & { code?: string }> {
  const server = createServer((socket) =>
    socket.once('data', () => socket.write(answer)).on('error', () => {}),
  );
  const client = new Client(`http://127.0.0.1:${await listen(server)}`);
  closing.push(() => void client.destroy());
  return new Promise((resolve) => {
    client.dispatch(
      { method: 'GET', path: '/' },
      {
        onRequestStart: () => {},
        onResponseStart: () => {},
        onResponseData: () => {},
        onResponseEnd: () => {},
        onResponseError: (_controller, error) => resolve(error),
      },
    );
  });
}

it.each(['100 Continue', '101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade'])(
  'undici still tells by its message alone that nobody asked for %s',
  async (status) => {
    const error = await errorOf(`HTTP/1.1 ${status}\r\n\r\n`);
    expect(isUnaskedInterim(error)).toBe(true);
    expect(error.code).toBe('UND_ERR_SOCKET');
  },
);

it('undici still keeps what it could not parse', async () => {
  const error = await errorOf('nonsense');
  expect(unparsedData(error)).toBe('nonsense');
  expect(unparsedData(new Error('another'))).toBe(undefined);
});

describe('an answer that ends its connection', () => {
  /** The answer, as it is written, of a server that says so as it is told. */
  async function readAnswer(prepare: (response: ServerResponse) => void): Promise<string> {
    const server = createHttpServer((_request, response) => {
      prepare(response);
      response.writeHead(200, ['X-Field', '1', 'x-field', '2']).end();
    });
    const socket = connect(await listen(server), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'close');
    return answer;
  }

  it('has other fields put together anew still where a field of its own is set', async () => {
    const answer = await readAnswer((response) => response.setHeader('Connection', 'close'));
    expect(answer).not.toContain('x-field: 2');
  });

  it('is written as it is, and ends the connection', async () => {
    const kept: boolean[] = [];
    const answer = await readAnswer((response) => {
      kept.push(keepsConnection(response));
      endAfterAnswer(response);
      kept.push(keepsConnection(response));
    });
    expect(answer).toContain('Connection: close');
    expect(answer).toContain('x-field: 2');
    expect(kept).toEqual([true, false]);
  });
});

it.each([
  [
    'the server has ended the connection still when others hear of its end',
    (socket, done) => socket.on('end', done),
    true,
  ],
  ['it has not when this hears of it', (socket, done) => onClientEnd(socket, done), false],
] satisfies [string, (socket: Socket, done: () => void) => void, boolean][])(
  '%s',
  async (_which, hear, hasEnded) => {
    // An answer in progress keeps the connection.
    const server = createHttpServer((_request, response) => void response.write('begun'));
    const heard = new Promise<boolean>((resolve) => {
      server.on('connection', (socket) => hear(socket, () => resolve(socket.writableEnded)));
    });
    const socket = connect(await listen(server), '127.0.0.1');
    closing.push(() => socket.destroy());
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.end();
    expect(await heard).toBe(hasEnded);
  },
);
