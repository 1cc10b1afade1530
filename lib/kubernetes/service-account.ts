import type * as kplus from 'cdk8s-plus-28';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';

/**
 * No Role comes with it: our runtime reads files and its environment, never the API. The token for the cluster's issuer is
 * mounted by itself, and only where something reads it.
 */
export function buildServiceAccount(definition: ProxyDefinition): kplus.ServiceAccountProps {
  return {
    metadata: { name: objectNames(definition.name).serviceAccount },
    automountToken: needsAutomount(definition),
  };
}

/** ToolHive's runner asks the API server, and does not start without its token. */
export function needsAutomount({ runtime }: ProxyDefinition): boolean {
  return runtime.kind === 'toolhive';
}
