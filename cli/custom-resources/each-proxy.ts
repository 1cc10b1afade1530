/** Makes something of each proxy, and gathers what is wrong with all of them. */
import { App } from 'cdk8s';
import type { Issue } from '../../contract/issue';
import { createProxyOf, DefinitionErrors } from '../../lib/commands';
import type { ProxyOfResource } from '../../lib/commands';
import type { Progress } from '../progress';
import type { Resource, Resources } from './resources';

export interface Made<T> {
  readonly resource: Resource;
  readonly made: T;
}

/** An App for each proxy: what cdk8s does grows faster than the number of charts in one. */
export function makeOfEach<T>(
  { proxies, documents }: Resources,
  make: (proxy: ProxyOfResource, app: App) => T,
  issues: Issue[],
  progress: Progress,
): Made<T>[] {
  return proxies.flatMap((resource) => {
    const { manifest, namespace } = resource;
    progress.step();
    try {
      const app = new App();
      return [{ resource, made: make(createProxyOf(app, manifest, documents, namespace), app) }];
    } catch (error) {
      if (!DefinitionErrors.isDefinitionError(error)) throw error;
      issues.push(...DefinitionErrors.issuesOf(error));
      return [];
    }
  });
}
