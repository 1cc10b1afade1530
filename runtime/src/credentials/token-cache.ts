/** Tokens for the remote, remembered until shortly before they expire; whoever needs one that is being got waits for it. */
import { keepNewest } from '../keep-newest';
import { IssuerError } from '../auth/issuer-error';
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

/** Time between two tries for a token whose request took too long; nobody waits for them. */
const RETRY_MS = 2_000;

/** So long after the latest such try somebody waits again. */
const HANGING_MS = 30_000;

export class TokenCache {
  readonly #nowMs: () => number;
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #pending = new Map<string, Promise<Secret>>();
  /** When a request for a key took too long, in milliseconds since the epoch. */
  readonly #hungAtMs = new Map<string, number>();

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** The token for `key`: at once where it is remembered, else as soon as `request` has it. Rejects as `request` does. */
  get(key: string, request: () => Promise<IssuedToken>): Secret | Promise<Secret> {
    const known = this.#tokens.get(key);
    if (known !== undefined && this.#nowMs() < known.expiresAtMs - MARGIN_MS) return known.token;
    const hungMs = this.#nowMs() - (this.#hungAtMs.get(key) ?? Number.NEGATIVE_INFINITY);
    if (hungMs >= HANGING_MS) return this.#await(key, request);
    if (hungMs >= RETRY_MS) this.#await(key, request).catch(() => {});
    return Promise.reject(new IssuerError('TIMEOUT'));
  }

  #await(key: string, request: () => Promise<IssuedToken>): Promise<Secret> {
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
      keepNewest(this.#tokens, key, issued, MAX_TOKENS);
      this.#hungAtMs.delete(key);
      return issued.token;
    } catch (error) {
      if (error instanceof IssuerError && error.code === 'TIMEOUT')
        keepNewest(this.#hungAtMs, key, this.#nowMs(), MAX_TOKENS);
      throw error;
    } finally {
      this.#pending.delete(key);
    }
  }
}
