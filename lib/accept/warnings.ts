/** What an accepted definition may not be meant to say. cdk8s has no annotations that a synth shows, so stderr it is. */
import type { Issue } from '../../contract/issue';
import { isOwnImage } from '../definition/image';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { validatePlainCredentials } from './validators/plain-credentials';

/** Without a code, which is for what may be refused. */
type Warning = Omit<Issue, 'code'>;

export function writeWarnings(definition: ProxyDefinition, constructPath: string): void {
  for (const { path, message, hint } of buildWarnings(definition)) {
    process.stderr.write(`warning: ${constructPath}: ${path} ${message}; ${hint}\n`);
  }
}

function buildWarnings(definition: ProxyDefinition): Warning[] {
  return [...validatePlainCredentials(definition), ...warnOfUnenforcedOidc(definition)];
}

/** Not an error, strict or not: such pods end at start instead of letting anybody in. */
function warnOfUnenforcedOidc({ oidc, image }: ProxyDefinition): Warning[] {
  if (oidc === undefined || !isOwnImage(image)) return [];
  return [
    {
      path: 'oidcConfig',
      message: `is not enforced by ${image} yet, whose pods refuse to start with it`,
      hint: "set image to ToolHive's runner, such as ghcr.io/stacklok/toolhive/proxyrunner:v0.8.1",
    },
  ];
}
