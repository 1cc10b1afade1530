/** The issuer's keys over time: fetched when asked for, renewed, kept through an outage for a while. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../telemetry/log';
import { logCrash, orLogCrash } from '../telemetry/log-crash';
import type { Availability } from './availability';
import type { FetchKeys } from './fetch-keys';
import { IssuerError } from './issuer-error';
import { parseKeySet } from './key-set';
import type { KeySet } from './key-set';

/** Age from which keys are renewed while they are still used: how soon a withdrawn key stops working. */
export const KEYS_RENEW_MS = 60_000;

/** Age from which nobody comes in before the keys were renewed, as after a night without a request. */
export const KEYS_FRESH_MS = 5 * 60_000;

/** Age up to which keys are used while the issuer is out of reach. */
export const KEYS_OUTAGE_MS = 60 * 60_000;

/** Time between two tries while the issuer is out of reach. */
export const KEYS_RETRY_MS = 2_000;

/** Refetches for unknown keys: that many at once, then one per interval. */
export const UNKNOWN_KEY_BURST = 4;
export const UNKNOWN_KEY_INTERVAL_MS = 5_000;

export interface KeySourceOptions {
  readonly fetchKeys: FetchKeys;
  readonly availability: Availability;
  readonly log: Logger;
  /** A clock that nobody sets: keys of the future would never be renewed. */
  readonly steadyMs: () => number;
}

const NO_KEYS: KeySet = new Map();

export class KeySource {
  readonly #fetchKeys: FetchKeys;
  readonly #availability: Availability;
  readonly #log: Logger;
  /** The time `newerThan` is asked in. */
  readonly steadyMs: () => number;
  readonly #closed = new AbortController();
  #keys: KeySet = NO_KEYS;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #startedAtMs = Number.NEGATIVE_INFINITY;
  #inFlight: Promise<void> | undefined;
  /** The latest try failed; one is made every now and then until one succeeds. */
  #isOut = false;
  #budget = UNKNOWN_KEY_BURST;
  #budgetAtMs = 0;

  constructor({ fetchKeys, availability, log, steadyMs }: KeySourceOptions) {
    this.#fetchKeys = fetchKeys;
    this.#availability = availability;
    this.#log = log;
    this.steadyMs = steadyMs;
  }

  /** Keys that may be used now, or undefined when there are none; a promise only where they are not at hand. */
  current(): KeySet | undefined | Promise<KeySet | undefined> {
    const ageMs = this.steadyMs() - this.#fetchedAtMs;
    if (ageMs >= KEYS_RENEW_MS && !this.#isOut) void this.#fetch();
    const mayWait = !this.#isOut && ageMs >= KEYS_FRESH_MS;
    return mayWait ? this.#fetch().then(() => this.#usable()) : this.#usable();
  }

  /**
   * Keys newer than those at hand, for a request of `sinceMs` that names a key which is not among them. Undefined when
   * they have been fetched since then. Rejects with an IssuerError when the issuer cannot be asked, or has been asked often
   * enough: nobody knows then whether the key was published a moment ago.
   */
  async newerThan(sinceMs: number): Promise<KeySet | undefined> {
    this.#requireReach();
    if (this.#startedAtMs >= sinceMs && this.#inFlight === undefined) return undefined;
    if (this.#inFlight === undefined && !this.#takeFromBudget()) throw new IssuerError('KEYS_ASKED_FOR');
    await this.#fetch();
    this.#requireReach();
    return this.#keys;
  }

  #requireReach(): void {
    if (this.#isOut) throw new IssuerError('OUT_OF_REACH');
  }

  close(): void {
    this.#closed.abort();
  }

  #usable(): KeySet | undefined {
    return this.steadyMs() - this.#fetchedAtMs < KEYS_OUTAGE_MS ? this.#keys : undefined;
  }

  /** Whoever needs keys while they are being fetched waits for the same fetch. Never rejects. */
  #fetch(): Promise<void> {
    this.#inFlight ??= this.#fetchOnce().finally(() => (this.#inFlight = undefined));
    return this.#inFlight;
  }

  async #fetchOnce(): Promise<void> {
    this.#startedAtMs = this.steadyMs();
    try {
      const keys = parseKeySet(await this.#fetchKeys(), this.#keys);
      if (keys === undefined) throw new IssuerError('KEYS_INVALID');
      this.#keys = keys;
      this.#fetchedAtMs = this.steadyMs();
      this.#isOut = false;
      orLogCrash(this.#log, () => this.#availability.worked('keys'));
    } catch (error) {
      this.#isOut = true;
      void this.#retryLater();
      this.#blame(error);
    }
  }

  /** A fault of the proxy itself says nothing about the issuer. */
  #blame(error: unknown): void {
    if (!(error instanceof IssuerError)) return void logCrash(this.#log, error);
    orLogCrash(this.#log, () => this.#availability.failed('keys', error));
  }

  async #retryLater(): Promise<void> {
    await delay(KEYS_RETRY_MS, undefined, { ref: false, signal: this.#closed.signal }).catch(() => {});
    if (!this.#closed.signal.aborted) await this.#fetch();
  }

  #takeFromBudget(): boolean {
    const nowMs = this.steadyMs();
    const refill = Math.floor((nowMs - this.#budgetAtMs) / UNKNOWN_KEY_INTERVAL_MS);
    if (refill > 0) {
      this.#budget = Math.min(UNKNOWN_KEY_BURST, this.#budget + refill);
      this.#budgetAtMs = nowMs;
    }
    if (this.#budget === 0) return false;
    this.#budget--;
    return true;
  }
}
