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

/** Our runtime needs it for one thing, to ask the cluster's own issuer for its keys; ToolHive's does not start without. */
export function needsToken({ oidc, runtime }: ProxyDefinition): boolean {
  if (runtime.kind === 'toolhive') return true;
  return oidc?.type === 'kubernetes' && oidc.terms.authTokenFile !== '';
}
