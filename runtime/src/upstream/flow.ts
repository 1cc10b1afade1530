/** Lets an answer come as fast as it is wanted, and in turn where it comes in the smallest pieces. */
import type { Dispatcher } from 'undici';
import { inTurn, PieceCount } from '../turns';

export class Flow {
  readonly #pieces = new PieceCount();
  readonly #onCrash: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  /** For whom the answer is. */
  #network: string | undefined;
  #isWanted = true;
  #isResting = false;

  /** `onCrash` is told what is thrown when its turn has come. */
  constructor(onCrash: (error: unknown) => void) {
    this.#onCrash = onCrash;
  }

  /** Another request has begun, of a client of that network. */
  begin(controller: Dispatcher.DispatchController, network: string | undefined): void {
    this.#controller = controller;
    this.#network = network;
    this.#isWanted = true;
  }

  pause(): void {
    this.#isWanted = false;
    this.#controller?.pause();
  }

  resume(): void {
    this.#isWanted = true;
    if (!this.#isResting) this.#controller?.resume();
  }

  /** A piece has been passed on. What costs more than others should wait for rests until it is its turn. */
  passed(piece: Buffer): void {
    if (this.#pieces.isCostly(piece) && !this.#isResting) this.#rest();
  }

  #rest(): void {
    this.#isResting = true;
    this.#controller?.pause();
    const goOn = (): void => {
      this.#isResting = false;
      if (this.#isWanted) this.#controller?.resume();
    };
    inTurn('costly', this.#network, {
      goOn,
      costsMuch: () => this.#isResting,
      onCrash: this.#onCrash,
    });
  }
}
