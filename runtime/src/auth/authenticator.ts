/** From the header section of a request to who calls. */
import { hash } from 'node:crypto';
import type { RunConfigOidc } from '../../../contract/run-config';
import type { Secret } from '../config/secret';
import type { Logger } from '../telemetry/log';
import { Availability } from './availability';
import { findCredential, parseCredential } from './bearer-token';
import type { AuthCause, Caller, Refusal } from './caller';
import { createToRefusal } from './challenge';
import type { ToRefusal } from './challenge';
import { Checks, MAX_CHECKS } from './checks';
import { readCaller } from './claims';
import type { Expected } from './claims';
import { looksLikeJwt } from './compact-jws';
import { createFetchKeys } from './fetch-keys';
import { createIntrospect } from './introspection';
import type { Introspect } from './introspection';
import { createIssuerClient } from './issuer-client';
import type { FindForwardProxy, IssuerClient } from './issuer-client';
import { IssuerError } from './issuer-error';
import type { PublishedKey } from './key-set';
import { KeySource } from './key-source';
import { buildProtectedResource } from './protected-resource';
import type { ProtectedResource } from './protected-resource';
import { Remembered } from './remembered';
import { verifyJwt } from './verify-jwt';
import type { Wait } from './verify-jwt';

/** Verified tokens kept at most: some 400 bytes each. */
export const REMEMBERED_TOKENS = 10_000;

/** Requests for keys at once, of which no check knows. */
const KEY_REQUESTS = 1;

export interface AuthenticatorOptions {
  readonly oidc: RunConfigOidc;
  readonly requiredScopes: readonly string[];
  /** Paths MCP is served at. */
  readonly endpoints: Iterable<string>;
  /** For introspection. */
  readonly clientSecret: Secret | undefined;
  readonly findForwardProxy: FindForwardProxy;
  /** Time an introspection answer is believed; 0 asks for every request. */
  readonly introspectionCacheMs: number;
  /** One address stands for many clients: a router is in front. */
  readonly isShared?: boolean;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly nowMs?: () => number;
  /** Milliseconds of a clock that only goes on, as `performance.now` does. */
  readonly steadyMs?: () => number;
}

/** What is remembered of a token; never the token. */
interface Known {
  readonly caller: Caller;
  readonly untilMs: number;
  /** The key that vouches for it; undefined when the issuer itself did. */
  readonly key?: PublishedKey;
}

export class Authenticator {
  readonly resource: ProtectedResource;
  readonly #options: AuthenticatorOptions;
  readonly #expected: Expected;
  readonly #nowMs: () => number;
  readonly #toRefusal: ToRefusal;
  readonly #client: IssuerClient;
  readonly #availability: Availability;
  readonly #keys: KeySource;
  readonly #introspect: Introspect | undefined;
  /** Looked up once: the bundle asks Node for it anew each time. */
  readonly #hash = hash;
  readonly #known = new Remembered<Known>(REMEMBERED_TOKENS);
  readonly #checks: Checks;

  constructor(options: AuthenticatorOptions) {
    const { oidc, requiredScopes, endpoints, clientSecret, log } = options;
    const { nowMs = Date.now, steadyMs = () => performance.now() } = options;
    this.resource = buildProtectedResource(oidc, requiredScopes, endpoints);
    this.#options = options;
    this.#expected = { issuer: oidc.Issuer, audience: oidc.Audience };
    this.#nowMs = nowMs;
    this.#checks = new Checks(options.isShared ?? false);
    this.#toRefusal = createToRefusal(this.resource);
    this.#client = createIssuerClient(oidc, options.findForwardProxy, MAX_CHECKS + KEY_REQUESTS);
    this.#availability = new Availability(log, steadyMs);
    this.#keys = new KeySource({
      fetchKeys: createFetchKeys(oidc, this.#client),
      availability: this.#availability,
      log,
      steadyMs,
    });
    this.#introspect = createIntrospect(oidc, clientSecret, this.#client);
  }

  /** Fetches the keys, so that the first caller need not wait. The issuer may as well be out of reach. */
  start(): void {
    void this.#keys.current();
  }

  /**
   * A remembered token is answered at once, everything else by a promise. `raw` is names and values in turn, `network` whom
   * the request counts for.
   */
  authenticate(raw: readonly string[], network?: string): Caller | Refusal | Promise<Caller | Refusal> {
    const credential = findCredential(raw);
    if (typeof credential !== 'string') return this.#toRefusal(credential);
    // As it was written: what is remembered need not be parsed again.
    const digest = this.#hash('sha256', credential, 'base64');
    const caller = this.#recall(digest);
    if (caller !== undefined) return this.#admit(caller);
    const parsed = parseCredential(credential);
    if (parsed.kind === 'flaw') return this.#toRefusal(parsed.flaw);
    const canonical = `Bearer ${parsed.token}`;
    if (credential === canonical) return this.#check(parsed.token, digest, network);
    return this.#authenticateAs(canonical, parsed.token, network);
  }

  /** Another spelling of a token that is known costs no signature, and takes no place among those remembered. */
  #authenticateAs(canonical: string, token: string, network: string | undefined) {
    const digest = this.#hash('sha256', canonical, 'base64');
    const caller = this.#recall(digest);
    return caller === undefined ? this.#check(token, digest, network) : this.#admit(caller);
  }

  close(): void {
    this.#keys.close();
    this.#client.close();
  }

  /** A token stays known as long as it has not expired and its key is published. */
  #recall(digest: string): Caller | undefined {
    const known = this.#known.get(digest);
    if (known === undefined || this.#nowMs() >= known.untilMs) return undefined;
    if (known.key === undefined) return known.caller;
    const keys = this.#keys.current();
    return keys instanceof Promise || !keys?.has(known.key.text) ? undefined : known.caller;
  }

  #admit(caller: Caller): Caller | Refusal {
    const mayCall = this.#options.requiredScopes.every((scope) => caller.scopes.includes(scope));
    return mayCall ? caller : this.#toRefusal({ code: 'ERR_AUTH_SCOPE', cause: 'SCOPE' });
  }

  async #check(token: string, digest: string, network: string | undefined): Promise<Caller | Refusal> {
    const wait: Wait = (ask) => this.#checks.during(network, ask);
    try {
      const known = looksLikeJwt(token) ? await this.#verify(token, wait) : await this.#ask(token, wait);
      if (typeof known === 'string') return this.#toRefusal({ code: 'ERR_AUTH_TOKEN_INVALID', cause: known });
      if (known.untilMs > this.#nowMs()) this.#known.set(digest, known);
      return this.#admit(known.caller);
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      return this.#toRefusal({ code: 'ERR_AUTH_UNAVAILABLE', cause: toCause(error) });
    }
  }

  async #verify(token: string, wait: Wait): Promise<Known | AuthCause> {
    const verified = await verifyJwt(token, this.#expected, { keys: this.#keys, wait }, this.#nowMs());
    if (typeof verified === 'string') return verified;
    const { caller, key } = verified;
    return { caller, key, untilMs: caller.acceptedUntilMs };
  }

  async #ask(token: string, wait: Wait): Promise<Known | AuthCause> {
    const introspect = this.#introspect;
    if (introspect === undefined) return 'OPAQUE_TOKEN';
    const claims = await wait(() => this.#watch(introspect(token)));
    if (claims === undefined) return 'INACTIVE';
    const nowMs = this.#nowMs();
    const caller = readCaller(claims, this.#expected, nowMs);
    if (typeof caller === 'string') return caller;
    const untilMs = Math.min(nowMs + this.#options.introspectionCacheMs, caller.acceptedUntilMs);
    return { caller, untilMs };
  }

  /** The log tells when introspection stops working, and when it works again. */
  async #watch<T>(answer: Promise<T>): Promise<T> {
    try {
      const value = await answer;
      this.#availability.worked('introspection');
      return value;
    } catch (error) {
      if (error instanceof IssuerError) this.#availability.failed('introspection', error);
      throw error;
    }
  }
}

/** Why a token could not be checked: what the proxy itself holds back, or else the issuer. */
function toCause({ code }: IssuerError): AuthCause {
  return code === 'TOO_MANY_CHECKS' || code === 'KEYS_ASKED_FOR' ? code : 'ISSUER_UNAVAILABLE';
}
