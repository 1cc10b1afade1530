/** The tokens that wait for a word of their issuer: how many there may be, and of whom. */
import { isPlaceFor } from '../fair-share';
import { IssuerError } from './issuer-error';

/** Tokens that wait for the issuer at once. */
export const MAX_CHECKS = 256;

/** Whom a check counts for: the client's address, or the network of it. */
type Network = string | undefined;

export class Checks {
  readonly #isShared: boolean;
  readonly #held = new Map<Network, number>();
  #taken = 0;

  /** `isShared` says that one address stands for many clients: a router is in front. */
  constructor(isShared: boolean) {
    this.#isShared = isShared;
  }

  /** Holds a place while `ask` waits for the issuer; rejects with an IssuerError where there is none. */
  async during<T>(network: Network, ask: () => Promise<T>): Promise<T> {
    if (!this.enter(network)) throw new IssuerError('TOO_MANY_CHECKS');
    try {
      return await ask();
    } finally {
      this.leave(network);
    }
  }

  /** Takes a place, or says that there is none. */
  enter(network: Network): boolean {
    const held = this.#held.get(network) ?? 0;
    if (!isPlaceFor(MAX_CHECKS, this.#taken, () => (this.#isShared ? 0 : held))) return false;
    this.#held.set(network, held + 1);
    this.#taken++;
    return true;
  }

  /** Gives a place back that was taken. */
  leave(network: Network): void {
    const held = (this.#held.get(network) ?? 0) - 1;
    if (held > 0) this.#held.set(network, held);
    else this.#held.delete(network);
    this.#taken--;
  }
}
