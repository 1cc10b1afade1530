/** One server of one revision, as a process of its own. */
import { startPeer } from './peer-process';
import type { PeerProcess } from './peer-process';
import type { Listening, SeenRequest } from './protocol';
import type { Revision } from './revisions';
import type { Command } from './sdks/sdk';

const START_TIMEOUT_MS = 20_000;

/** Thrown when an SDK has no server for a revision. */
export class Unsupported extends Error {}

/** Thrown when a server that should listen does not. */
export class NotListening extends Error {}

export class ServerRun {
  readonly #peer: PeerProcess;
  #settle: (outcome: Listening | Error) => void = () => {};
  /** Called with every request the server receives. */
  onRequest: (request: SeenRequest) => void = () => {};

  constructor(command: Command, { id }: Revision) {
    this.#peer = startPeer(command, [id], (message) => {
      if ('request' in message) this.onRequest(message.request);
      else if ('port' in message) this.#settle(message);
      else if ('unsupported' in message) this.#settle(new Unsupported(message.unsupported));
    });
  }

  /** Resolves with its URL once it listens. */
  async start(): Promise<string> {
    const { port, path } = await this.#listening();
    return `http://127.0.0.1:${port}${path}`;
  }

  #listening(): Promise<Listening> {
    return new Promise((resolve, reject) => {
      this.#settle = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
      void this.#peer.ended.then((lastWords) => reject(new NotListening(`the server ended: ${lastWords}`)));
      setTimeout(reject, START_TIMEOUT_MS, new NotListening('the server does not listen')).unref();
    });
  }

  async stop(): Promise<void> {
    this.#peer.kill();
    await this.#peer.ended;
  }
}
