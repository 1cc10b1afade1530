/** Something that may fall silent, told the time once per tick. */
export interface Watched {
  tick(nowMs: number): void;
}

/** One timer for all exchanges: a timer each would cost more than most requests take. */
export class IdleWatch {
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  /** Time of the last tick in milliseconds; exact enough for time-outs of seconds. */
  nowMs = performance.now();

  start(intervalMs: number): void {
    this.#timer = setInterval(() => this.#tick(), intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
  }

  #tick(): void {
    this.nowMs = performance.now();
    for (const watched of this.#watched) watched.tick(this.nowMs);
  }
}
