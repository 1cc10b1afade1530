/**
 * Whoever costs much comes in turn: one in a turn of the event loop, and then others have as much time as that one took.
 * The parties take turns too (round robin), so that no number of connections of one makes another wait longer.
 */
const waiting = new Map<Party, (() => void)[]>();
let isUnderWay = false;

/** A network, or undefined where it is not known. */
type Party = string | undefined;

/** What is over sooner keeps nobody waiting. */
const NOTICEABLE_MS = 1;

/** Calls back when it is the turn of `party`, which is not at once. */
export function inTurn(party: Party, goOn: () => void): void {
  const queue = waiting.get(party);
  if (queue === undefined) waiting.set(party, [goOn]);
  else queue.push(goOn);
  if (!isUnderWay) setImmediate(takeTurn);
  isUnderWay = true;
}

/** Whether one of `party` waits for its turn. */
export function isAnyoneWaiting(party: Party): boolean {
  return waiting.has(party);
}

function takeTurn(): void {
  const next = waiting.entries().next().value;
  isUnderWay = next !== undefined;
  if (next === undefined) return;
  const [party, queue] = next;
  const goOn = queue.shift();
  // Behind all others.
  waiting.delete(party);
  if (queue.length > 0) waiting.set(party, queue);
  setImmediate(giveWay, performance.now());
  goOn?.();
}

/** Called when whoever's turn it was has been read. */
function giveWay(sinceMs: number): void {
  const tookMs = performance.now() - sinceMs;
  if (tookMs < NOTICEABLE_MS) takeTurn();
  else setTimeout(takeTurn, tookMs);
}

/** As many pieces as somebody may send in one turn, unless they hold as much as is read at once. */
const PIECES_A_TURN = 256;
const READ_BYTES = 64 * 1024;

/** Counts the pieces that something comes in: 64 KiB hold 11,000 chunks of one byte, at a microsecond or two each. */
export class PieceCount {
  #pieces = 0;
  #bytes = 0;

  /** Whether the next ones had better come in turn. */
  isCostly({ length }: Buffer): boolean {
    this.#bytes += length;
    if (++this.#pieces < PIECES_A_TURN) return false;
    const isCostly = this.#bytes < READ_BYTES;
    this.#pieces = 0;
    this.#bytes = 0;
    return isCostly;
  }
}
