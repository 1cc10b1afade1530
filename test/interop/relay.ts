/** A TCP relay in front of a server: the line that gets cut. It neither knows nor changes what it carries. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';

const HOST = '127.0.0.1';

export interface Relay {
  readonly port: number;
  /** Destroys every connection, whatever it is in the middle of. New ones get through. */
  cut(): void;
  close(): void;
}

export async function startRelay(serverPort: number): Promise<Relay> {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client.on('close', () => clients.delete(client)));
    // A cut is an error to a pipeline; the far sides are what shows it.
    pipeline(client, connect(serverPort, HOST), client, () => {});
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const cut = () => clients.forEach((client) => client.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
