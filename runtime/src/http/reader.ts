/** How one connection of a client is read: as it comes, or in turn, while that costs more than others should wait for. */
import type { Socket } from 'node:net';
import { inTurn } from '../turns';
import type { Kind } from '../turns';

/** Who is told of it. */
export interface ReaderOwner {
  /** It costs much without its turn having come. */
  onSurprise(): void;
  /** Something was thrown when its turn had come. Never throws. */
  onCrash(error: unknown): void;
}

export class Reader {
  readonly #socket: Socket;
  /** Whom it counts for. */
  readonly #network: string | undefined;
  readonly #owner: ReaderOwner;
  /** Nothing is read before its turn comes. */
  #isResting = false;
  /** Somebody wants to read meanwhile. */
  #isWanted = false;
  /** It is its turn. */
  #isInTurn = false;

  constructor(socket: Socket, network: string | undefined, owner: ReaderOwner) {
    this.#socket = socket;
    this.#network = network;
    this.#owner = owner;
  }

  /** What it sends costs more than others should wait for: the rest comes in turn. */
  onCostly(isMoreWanted = false): void {
    if (!this.#isResting && !this.#isInTurn) this.#owner.onSurprise();
    this.#restUntilTurn('costly', isMoreWanted);
  }

  /** Reads no more before its turn comes. */
  rest(kind: Kind): void {
    this.#restUntilTurn(kind, !this.#socket.isPaused());
  }

  #restUntilTurn(kind: Kind, isWanted: boolean): void {
    if (this.#isResting) return;
    this.#isResting = true;
    this.#isWanted = isWanted;
    this.#socket.pause();
    inTurn(kind, this.#network, {
      goOn: () => this.#takeTurn(),
      costsMuch: () => this.#isResting,
      onCrash: (error) => this.#owner.onCrash(error),
    });
  }

  #takeTurn(): void {
    this.#isResting = false;
    if (this.#isWanted) this.#socket.resume();
    // What is there is read before this turn of the event loop is over.
    this.#isInTurn = true;
    setImmediate(() => (this.#isInTurn = false));
  }

  /** Whoever resumes the socket, Node among them, knows nothing of its rest. */
  resumed(): void {
    if (!this.#isResting) return;
    this.#isWanted = true;
    this.#socket.pause();
  }
}
