/** A value in plain text under a name that usually carries a credential: suspicious, and yet sometimes meant so. */
import { looksLikeCredential } from '../contract/header-names';
import { keyPath } from '../contract/issue';
import type { ProxyDefinition } from './definition';

/** Paths of the plaintext headers whose names look like a credential's. */
export function plaintextCredentialPaths(definition: ProxyDefinition): string[] {
  return definition.headerForward.plaintext
    .filter(([name]) => looksLikeCredential(name))
    .map(([name]) => keyPath('headerForward.addPlaintextHeaders', name));
}

/** cdk8s has no annotations that a synth shows, so stderr it is. */
export function warnOfPlaintextCredentials(definition: ProxyDefinition, constructPath: string): void {
  for (const path of plaintextCredentialPaths(definition)) {
    process.stderr.write(
      `warning: ${constructPath}: ${path} looks like a credential and is stored in plain text; ` +
        'move it to headerForward.addHeadersFromSecret\n',
    );
  }
}
