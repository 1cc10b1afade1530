/**
 * A bounded map that forgets what has not been asked for the longest, roughly: two generations, of which the older is
 * dropped whole. A hit costs one look-up, where an exact order would cost a delete and an insert.
 */
export class Remembered<Value> {
  readonly #perGeneration: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** Keeps between half of `capacity` and all of it. */
  constructor(capacity: number) {
    this.#perGeneration = Math.ceil(capacity / 2);
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#perGeneration) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
