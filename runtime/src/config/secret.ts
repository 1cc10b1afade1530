import { inspect } from 'node:util';

import type { Environment } from '../secrets/provider';

const REDACTED = '[secret]';

/** A resolved secret. However it is printed, logged or serialized, it says `[secret]`; only `reveal` gives the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** The secret in an env var, or undefined where it is unset or empty. A newline at its end is one that nobody meant. */
export function readSecretEnv(env: Environment, name: string): Secret | undefined {
  const value = env[name]?.replace(/\r?\n$/, '');
  return value ? new Secret(value) : undefined;
}
