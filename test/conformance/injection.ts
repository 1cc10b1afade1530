/** The headers the proxy injects during a run, and whether the server received them. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Injection {
  readonly plaintext: readonly [name: string, value: string];
  readonly secret: readonly [name: string, value: string];
}

/** A secret of its own for every run. */
export function createInjection(): Injection {
  return { plaintext: ['X-Tenant-ID', 'tenant-456'], secret: ['X-API-Key', randomUUID()] };
}

/** Counts the requests that reach the server, and those that lack a header or carry it with another value. */
export class InjectionAudit {
  readonly #expected: readonly (readonly [name: string, value: string])[];
  requests = 0;
  bare = 0;

  constructor({ plaintext, secret }: Injection) {
    this.#expected = [plaintext, secret];
  }

  observe({ headersDistinct }: IncomingMessage): void {
    this.requests += 1;
    const isComplete = this.#expected.every(([name, value]) => {
      const values = headersDistinct[name.toLowerCase()] ?? [];
      return values.length === 1 && values[0] === value;
    });
    if (!isComplete) this.bare += 1;
  }
}
