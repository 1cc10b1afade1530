/** Whoever costs much comes in turn, so that no number of them makes others wait for more than one. */
import { keepNewest } from './keep-newest';

/** A network, or undefined where it is not known. */
type Party = string | undefined;

/** What somebody does when it is their turn. */
export interface Errand {
  readonly goOn: () => void;
  /** Tells, once that is done, whether it cost much again; without it it did not. */
  readonly costsMuch?: () => boolean;
  /** One of the others has thrown, which nobody else would catch. Never throws. */
  readonly onCrash: (error: unknown) => void;
}

/**
 * One comes in a turn of the event loop, and after one that cost much others have as much time as it took. The parties
 * take turns (round robin), so that no number of connections of one makes another wait longer.
 */
class Turns {
  readonly #waiting = new Map<Party, Errand[]>();
  readonly #hasNewestToo: boolean;
  #isUnderWay = false;
  #isNewestNext = false;

  /**
   * With `hasNewestToo` the one that came last and the one that came first are taken by turns: neither need those that
   * come wait for all that have, nor the other way round.
   */
  constructor(hasNewestToo = false) {
    this.#hasNewestToo = hasNewestToo;
  }

  add(party: Party, errand: Errand): void {
    const queue = this.#waiting.get(party);
    if (queue === undefined) this.#waiting.set(party, [errand]);
    else queue.push(errand);
    if (!this.#isUnderWay) setImmediate(this.#takeTurn);
    this.#isUnderWay = true;
  }

  readonly #takeTurn = (): void => {
    const next = this.#waiting.entries().next().value;
    this.#isUnderWay = next !== undefined;
    if (next === undefined) return void (this.#isNewestNext = false);
    const [party, queue] = next;
    const errand = this.#takeFrom(queue);
    // Behind all others.
    this.#waiting.delete(party);
    if (queue.length > 0) this.#waiting.set(party, queue);
    const sinceMs = performance.now();
    attempt(errand, errand?.goOn);
    // What there was to read has been read by then.
    setImmediate(() => {
      if (attempt(errand, errand?.costsMuch)) setTimeout(this.#takeTurn, performance.now() - sinceMs);
      else this.#takeTurn();
    });
  };

  #takeFrom(queue: Errand[]): Errand | undefined {
    this.#isNewestNext = this.#hasNewestToo && !this.#isNewestNext;
    return this.#isNewestNext ? queue.pop() : queue.shift();
  }
}

/** Those who wait for their turn have nothing to do with what goes wrong in this one. */
function attempt<T>(errand: Errand | undefined, action: (() => T) | undefined): T | undefined {
  try {
    return action?.();
  } catch (error) {
    errand?.onCrash(error);
    return undefined;
  }
}

/** What comes in turn. Each kind by itself: one that costs little need not wait for those that cost much. */
const TURNS = {
  /** Reading from somebody who has been seen to cost much. */
  costly: new Turns(),
  /** Reading from one of a party of which others cost much. */
  untried: new Turns(),
  /** Reading from one that has come since, from a party that has cost much. */
  newcomer: new Turns(true),
  /** Making a connection. */
  connecting: new Turns(),
  /** Closing one. */
  closing: new Turns(),
};

export type Kind = keyof typeof TURNS;

/** Whoever has cost much may come again, over another connection. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 1024;

/** When somebody of a party last cost much, in milliseconds of `performance.now()`; the longest ago first. */
const costly = new Map<Party, number>();

/** Does `errand` when it is the turn of `party`, which is not at once. */
export function inTurn(kind: Kind, party: Party, errand: Errand): void {
  if (kind === 'costly') keepNewest(costly, party, performance.now(), MAX_REMEMBERED);
  TURNS[kind].add(party, errand);
}

/** Whether somebody of `party` has cost much within the last minute. */
export function hasCostMuch(party: Party): boolean {
  const atMs = costly.get(party);
  return atMs !== undefined && performance.now() - atMs < REMEMBERED_MS;
}

let turn = 0;
let isTurnCounted = false;

/** A number that another turn of the event loop does not have. */
export function turnOfEventLoop(): number {
  if (!isTurnCounted) setImmediate(countTurn);
  isTurnCounted = true;
  return turn;
}

function countTurn(): void {
  turn++;
  isTurnCounted = false;
}

/** A piece costs a microsecond or two, whatever it holds: 64 KiB, read at once of a remote, may hold 11,000 of one byte. */
const SMALL_BYTES = 256;
/** As many small pieces may come at once. */
const PIECES_AT_ONCE = 256;

/** So many in a longer time are no more work than other requests are: an event stream may have small events. */
const AT_ONCE_MS = 10;

/** Counts small pieces. */
export class PieceCount {
  #pieces = 0;
  #sinceMs = performance.now();

  /** Whether the next ones had better come in turn. */
  isCostly({ length }: Buffer): boolean {
    if (length >= SMALL_BYTES || ++this.#pieces < PIECES_AT_ONCE) return false;
    const nowMs = performance.now();
    const isCostly = nowMs - this.#sinceMs < AT_ONCE_MS;
    this.#pieces = 0;
    this.#sinceMs = nowMs;
    return isCostly;
  }
}
