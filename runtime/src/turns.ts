/**
 * Whoever costs much comes in turn: one in a turn of the event loop, and then others have as much time as that one took.
 * The parties take turns too (round robin), so that no number of connections of one makes another wait longer. So do,
 * within a party, those that are known to be costly and the others, who need not wait for all of them.
 */
const waiting = new Map<Party, Round>();
let isUnderWay = false;

/** A network, or undefined where it is not known. */
type Party = string | undefined;

/** What is known of somebody: has just come, has not been looked at since others of the party cost much, or costs much. */
export type Repute = 'newcomer' | 'untried' | 'costly';

/** Those of a party that wait, by what is known of them: whose turn is next comes first. */
type Round = Map<Repute, (() => void)[]>;

/** What is over sooner keeps nobody waiting. */
const NOTICEABLE_MS = 1;

/** Calls back when it is the turn of `party`, which is not at once. */
export function inTurn(party: Party, repute: Repute, goOn: () => void): void {
  const round: Round = waiting.get(party) ?? new Map<Repute, (() => void)[]>();
  waiting.set(party, round);
  const queue = round.get(repute);
  if (queue === undefined) round.set(repute, [goOn]);
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
  const [party, round] = next;
  const goOn = nextOf(round);
  // Behind all others.
  waiting.delete(party);
  if (round.size > 0) waiting.set(party, round);
  setImmediate(giveWay, performance.now());
  goOn?.();
}

function nextOf(round: Round): (() => void) | undefined {
  const next = round.entries().next().value;
  if (next === undefined) return undefined;
  const [repute, queue] = next;
  const goOn = queue.shift();
  round.delete(repute);
  if (queue.length > 0) round.set(repute, queue);
  return goOn;
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
