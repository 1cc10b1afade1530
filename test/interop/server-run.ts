/** One server of one revision, behind a line that can be cut. */
import { startPeer } from './peer-process';
import type { PeerProcess } from './peer-process';
import type { Listening, SeenRequest } from './protocol';
import { startRelay } from './relay';
import type { Revision } from './revisions';
import type { Command } from './sdks/sdk';

const START_TIMEOUT_MS = 20_000;

/** Thrown when an SDK has no server for a revision. */
export class Unsupported extends Error {}

export class ServerRun {
  readonly #peer: PeerProcess;
  #requests: SeenRequest[] = [];
  #settle: (outcome: Listening | Error) => void = () => {};
  #relay: Awaited<ReturnType<typeof startRelay>> | undefined;
  url = '';

  constructor(command: Command, { id }: Revision) {
    this.#peer = startPeer(command, [id], (message) => {
      if ('request' in message) this.#requests.push(message.request);
      else if ('port' in message) this.#settle(message);
      else if ('unsupported' in message) this.#settle(new Unsupported(message.unsupported));
    });
  }

  async start(): Promise<this> {
    const { port, path } = await this.#listening();
    this.#relay = await startRelay(port);
    this.url = `http://127.0.0.1:${this.#relay.port}${path}`;
    return this;
  }

  #listening(): Promise<Listening> {
    return new Promise((resolve, reject) => {
      this.#settle = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
      void this.#peer.ended.then((lastWords) => reject(new Error(`the server ended: ${lastWords}`)));
      setTimeout(reject, START_TIMEOUT_MS, new Error('the server does not listen')).unref();
    });
  }

  /** What the server has received since this was last asked for. */
  takeRequests(): SeenRequest[] {
    return this.#requests.splice(0);
  }

  /** Destroys every connection to the server, whatever it is in the middle of. */
  cutConnections(): void {
    this.#relay?.cut();
  }

  async stop(): Promise<void> {
    this.#relay?.close();
    this.#peer.kill();
    await this.#peer.ended;
  }
}
