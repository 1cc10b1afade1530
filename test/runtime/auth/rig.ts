/** An authenticator under test: its clock, its log, and what it says to a request. */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { RunConfigOidc } from '../../../contract/run-config';
import { Secret } from '../../../runtime/src/config/secret';
import { Authenticator } from '../../../runtime/src/auth/authenticator';
import type { AuthenticatorOptions } from '../../../runtime/src/auth/authenticator';
import { isRefusal } from '../../../runtime/src/auth/caller';
import type { Caller, Refusal } from '../../../runtime/src/auth/caller';

export const RESOURCE = 'https://proxy.example.com/mcp';

/** How it ended: `ok`, or code and cause of the refusal. */
export type Outcome = string;

export interface RigOptions extends Partial<AuthenticatorOptions> {
  /** The client secret. */
  readonly secret?: string;
  /** Tests that run at the same time each have their own. */
  readonly whenFinished?: (clean: () => void) => void;
}

export class AuthRig {
  readonly authenticator: Authenticator;
  /** Every line logged, at every level. */
  log = '';
  #aheadMs = 0;
  #offMs = 0;

  constructor(oidc: RunConfigOidc, options: RigOptions = {}) {
    const { secret, whenFinished = onTestFinished, ...rest } = options;
    const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
      this.log += chunk.toString();
      done();
    };
    this.authenticator = new Authenticator({
      oidc,
      requiredScopes: [],
      endpoints: ['/mcp'],
      findForwardProxy: () => undefined,
      clientSecret: secret === undefined ? undefined : new Secret(secret),
      introspectionCacheMs: 0,
      log: pino({ level: 'trace' }, new Writable({ write })),
      nowMs: () => Date.now() + this.#aheadMs + this.#offMs,
      steadyMs: () => performance.now() + this.#aheadMs,
      ...rest,
    });
    whenFinished(() => this.authenticator.close());
  }

  /** Time passes. */
  pass(ms: number): void {
    this.#aheadMs += ms;
  }

  /** Somebody sets the clock. */
  setClock(offMs: number): void {
    this.#offMs = offMs;
  }

  /** `network` is whom the request counts for. */
  async ask(token: string, network?: string): Promise<Outcome> {
    const headers = ['Authorization', `Bearer ${token}`];
    return describe(await this.authenticator.authenticate(headers, network));
  }

  async send(...headers: string[]): Promise<Outcome> {
    return describe(await this.authenticator.authenticate(headers));
  }

  /** True when the answer is there at once. */
  isRemembered(token: string): boolean {
    const result = this.authenticator.authenticate(['Authorization', `Bearer ${token}`]);
    return !(result instanceof Promise) && !isRefusal(result);
  }
}

function describe(result: Caller | Refusal): Outcome {
  return isRefusal(result) ? `${result.code} ${result.cause}` : 'ok';
}
