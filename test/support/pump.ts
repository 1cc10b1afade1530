import type { Socket } from 'node:net';

/** Sends `bytes` again and again, as fast as they are taken, until the connection is gone. */
export function pump(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}
