/** A remote that speaks HTTP/2 as far as writing frames goes (RFC 9113 section 4): enough to send what no library would. */
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';

export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  continuation: 9,
} as const;
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4 } as const;

const PREFACE_LENGTH = 24;
const FRAME_HEADER_LENGTH = 9;

/** Serializes a frame (RFC 9113 section 4.1). */
export function renderFrame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_LENGTH);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** Encodes a field as a literal without indexing, neither part Huffman-coded (RFC 7541 section 6.2.2). */
export function renderField(name: string, value: string): Buffer {
  const parts = [name, value].map((part) => Buffer.from(part, 'latin1'));
  return Buffer.concat([Buffer.of(0), ...parts.flatMap((part) => [Buffer.of(part.length), part])]);
}

/** Called once a request, with the id of its stream. */
export type H2Behaviour = (socket: TLSSocket, stream: number) => void;

export interface RawH2Upstream {
  readonly port: number;
  behave(behaviour: H2Behaviour): void;
  close(): Promise<void>;
}

export async function listenH2(credentials: { cert: string; key: string }): Promise<RawH2Upstream> {
  let behaviour: H2Behaviour = () => {};
  const sockets = new Set<TLSSocket>();
  const server = createServer({ ...credentials, ALPNProtocols: ['h2'] }, (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy()));
    socket.write(renderFrame(FRAME.settings, 0, 0));
    onRequest(socket, (stream) => behaviour(socket, stream));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    behave: (next) => (behaviour = next),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Calls back with the stream of every HEADERS frame, which is all of a request that matters here. */
function onRequest(socket: TLSSocket, found: (stream: number) => void): void {
  let unread: Buffer = Buffer.alloc(0);
  let isPrefaceRead = false;
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    if (!isPrefaceRead && unread.length >= PREFACE_LENGTH) {
      isPrefaceRead = true;
      unread = unread.subarray(PREFACE_LENGTH);
    }
    while (isPrefaceRead && unread.length >= FRAME_HEADER_LENGTH) {
      const size = FRAME_HEADER_LENGTH + unread.readUIntBE(0, 3);
      if (unread.length < size) return;
      if (unread.readUInt8(3) === FRAME.headers) found(unread.readUInt32BE(5) & 0x7fffffff);
      unread = unread.subarray(size);
    }
  });
}
