/** Tokens for the remote, remembered until shortly before they expire; whoever needs one that is being got waits for it. */
import type { Secret } from '../config/secret';

/** A token as an authorization server issued it. */
export interface IssuedToken {
  readonly token: Secret;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** So much earlier a token counts as expired: it still has to reach the remote. */
const MARGIN_MS = 30_000;

/** Tokens kept at most; the one got first goes first. */
const MAX_TOKENS = 10_000;

export class TokenCache {
  readonly #nowMs: () => number;
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #pending = new Map<string, Promise<Secret>>();

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** The token for `key`: at once where it is remembered, else as soon as `request` has it. Rejects as `request` does. */
  get(key: string, request: () => Promise<IssuedToken>): Secret | Promise<Secret> {
    const known = this.#tokens.get(key);
    if (known !== undefined && this.#nowMs() < known.expiresAtMs - MARGIN_MS) return known.token;
    const pending = this.#pending.get(key) ?? this.#request(key, request);
    this.#pending.set(key, pending);
    return pending;
  }

  /** The remote refused this token: it is not used again. A newer one for the same key stays. */
  drop(key: string, token: Secret): void {
    if (this.#tokens.get(key)?.token === token) this.#tokens.delete(key);
  }

  async #request(key: string, request: () => Promise<IssuedToken>): Promise<Secret> {
    try {
      const issued = await request();
      this.#remember(key, issued);
      return issued.token;
    } finally {
      this.#pending.delete(key);
    }
  }

  #remember(key: string, issued: IssuedToken): void {
    this.#tokens.delete(key);
    this.#tokens.set(key, issued);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > MAX_TOKENS && oldest !== undefined) this.#tokens.delete(oldest);
  }
}
