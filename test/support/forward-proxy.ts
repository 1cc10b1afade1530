/**
 * A forward proxy, as HTTP_PROXY and HTTPS_PROXY name one, of sockets alone: after the first head of a connection every
 * byte passes as it is, an end as an end and a reset as a reset, so that whatever a remote does arrives.
 */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Credentials } from './certificates';

const HEAD_END = '\r\n\r\n';

export class ForwardProxy {
  readonly #server: Server;
  readonly #isSecure: boolean;
  readonly #sockets = new Set<Socket>();
  #refuse: ((client: Socket) => void) | undefined;
  /** The first request head of every connection. */
  heads: string[] = [];

  /** Speaks TLS with its clients when there is something to prove itself with. */
  constructor(credentials?: Credentials) {
    this.#isSecure = credentials !== undefined;
    const secureContext = credentials && createSecureContext({ ...credentials });
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (raw) => {
      this.#accept(secureContext === undefined ? raw : new TLSSocket(raw, { isServer: true, secureContext }));
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** `user` with its password, as they are written in a URL. */
  url(user = ''): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http${this.#isSecure ? 's' : ''}://${user === '' ? '' : `${user}@`}127.0.0.1:${port}`;
  }

  /** The request line of every head. */
  get requestLines(): string[] {
    return this.heads.map((head) => head.split('\r\n')[0] ?? '');
  }

  /** Does this to every connection once its head is there, instead of leading it anywhere. */
  refuse(refuse: (client: Socket) => void): void {
    this.#refuse = refuse;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    this.#track(client);
    let received = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(HEAD_END);
      if (end < 0) return;
      client.off('data', read).pause();
      this.#lead(client, received.toString('latin1', 0, end), received);
    };
    client.on('data', read);
  }

  #lead(client: Socket, head: string, received: Buffer): void {
    this.heads.push(head);
    if (this.#refuse !== undefined) {
      client.resume();
      return this.#refuse(client);
    }
    const [method, target = ''] = head.split(' ');
    const isTunnel = method === 'CONNECT';
    const { hostname, port } = new URL(isTunnel ? `http://${target}` : target);
    const remote = connect({ host: hostname, port: Number(port) || 80, allowHalfOpen: true, noDelay: true });
    this.#track(remote);
    const refuse = (): void => void client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    remote.once('error', refuse).once('connect', () => {
      remote.off('error', refuse);
      if (isTunnel) client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      remote.write(isTunnel ? received.subarray(head.length + HEAD_END.length) : received);
      join(client, remote);
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
  }
}

function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.on('error', () => other.resetAndDestroy());
  other.on('error', () => one.resetAndDestroy());
}
