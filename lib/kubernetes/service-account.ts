import type * as kplus from 'cdk8s-plus-28';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';

/** No Role comes with it: the runtime reads files and its environment, never the API. */
export function buildServiceAccount(definition: ProxyDefinition): kplus.ServiceAccountProps {
  return {
    metadata: { name: objectNames(definition.name).serviceAccount },
    automountToken: needsToken(definition),
  };
}

/** The pod needs its token for one thing: to ask the cluster's own issuer for its keys. */
export function needsToken({ oidc }: ProxyDefinition): boolean {
  return oidc?.type === 'kubernetes' && oidc.terms.authTokenFile !== '';
}
