/** What an accepted definition may not be meant to say. cdk8s has no annotations that a synth shows, so stderr it is. */
import type { ProxyDefinition } from './definition';
import { validatePlainCredentials } from './validate/plain-credentials';

export function writeWarnings(definition: ProxyDefinition, constructPath: string): void {
  for (const { path, message, hint } of validatePlainCredentials(definition)) {
    process.stderr.write(`warning: ${constructPath}: ${path} ${message}; ${hint}\n`);
  }
}
