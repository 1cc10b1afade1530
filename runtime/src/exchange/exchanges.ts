/** The requests in progress: how many there may be, of whom, and the one timer that watches over all of them. */
import type { RunConfigLimits } from '../../../contract/limits';
import { isPlaceFor } from '../fair-share';
import { hasCostMuch } from '../turns';

/** Calls and event streams have budgets of their own: streams stay for hours, and calls must get in beside them. */
export type Kind = 'call' | 'stream';

/** A request in progress. */
export interface InProgress {
  /** Which budget it counts for; once it is admitted, the registry's own to change. */
  kind: Kind;
  /** Whom it counts for: the client's address, or the network of it. */
  readonly network: string | undefined;
  /** Where it stands in the registry; the registry's own. */
  slot: number;
  tick(nowMs: number): void;
  abort(): void;
}

const LIMITS = { call: 'concurrent_requests', stream: 'concurrent_streams' } as const;

/** As long as more than this share is taken, nobody gets in of a network that has cost much: there may be many of them. */
const SHARE_OF_COSTLY = 3 / 4;

/**
 * Slots in an array with a list of the free ones. A Set would do as well, but inserting into it and deleting from it
 * with every request allocates in V8's old generation, and collecting that costs more than most requests.
 */
export class Exchanges {
  readonly #limits: RunConfigLimits;
  readonly #isShared: boolean;
  readonly #slots: (InProgress | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #counts: Record<Kind, number> = { call: 0, stream: 0 };
  #timer: NodeJS.Timeout | undefined;

  /** `isShared` says that one address stands for many clients: a router is in front. */
  constructor(limits: RunConfigLimits, isShared: boolean) {
    this.#limits = limits;
    this.#isShared = isShared;
  }

  get size(): number {
    return this.#counts.call + this.#counts.stream;
  }

  /** Starts telling every request the time, and `also` after them. */
  start(intervalMs: number, also: (nowMs: number) => void): void {
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      for (const request of this.#slots) request?.tick(nowMs);
      also(nowMs);
    }, intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Takes a request in, or says that there is no place for it. */
  admit(request: InProgress): boolean {
    if (!this.#hasPlaceFor(request.kind, request.network)) return false;
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = request;
    request.slot = slot;
    this.#counts[request.kind]++;
    return true;
  }

  /** Counts a request that was admitted as another kind, or says that there is no place: then it counts as before. */
  move(request: InProgress, kind: Kind): boolean {
    if (request.kind === kind) return true;
    if (!this.#hasPlaceFor(kind, request.network)) return false;
    this.#counts[request.kind]--;
    this.#counts[kind]++;
    request.kind = kind;
    return true;
  }

  /** Takes a request out that was admitted; the others stay as they are. */
  remove(request: InProgress): void {
    if (request.slot < 0) return;
    this.#slots[request.slot] = undefined;
    this.#free.push(request.slot);
    request.slot = -1;
    this.#counts[request.kind]--;
  }

  abortAll(): void {
    for (const request of this.#slots) request?.abort();
  }

  #hasPlaceFor(kind: Kind, network: string | undefined): boolean {
    const limit = this.#limits[LIMITS[kind]];
    const taken = this.#counts[kind];
    if (this.#isShared) return isPlaceFor(limit, taken, () => 0);
    if (taken >= limit * SHARE_OF_COSTLY && hasCostMuch(network)) return false;
    return isPlaceFor(limit, taken, () => this.#heldBy(network, kind));
  }

  #heldBy(network: string | undefined, kind: Kind): number {
    return this.#slots.filter((request) => request?.kind === kind && request.network === network).length;
  }
}
