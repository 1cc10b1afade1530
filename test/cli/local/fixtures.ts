/** Manifests as text, the way a user would hand them over. */
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { stringify } from 'yaml';
import type { Issue } from '../../../contract/issue';
import { parseManifests } from '../../../documents/parse-manifests';
import { resolveProxies } from '../../../cli/local/resolve-proxies';
import type { LocalContainer } from '../../../cli/local/resolve-proxies';

export const RUN_CONFIG = '{"name":"my-proxy"}';

interface ProxyParts {
  readonly name?: string;
  readonly namespace?: string | null;
  readonly container?: Record<string, unknown>;
  /** Beside that of the RunConfig. */
  readonly volumes?: readonly unknown[];
  readonly volumeMounts?: readonly unknown[];
}

/** The Deployment of a proxy; parts of its container can be replaced. */
export function deployment({
  name = 'my-proxy',
  namespace = 'toolhive',
  container,
  volumes = [],
  volumeMounts = [],
}: ProxyParts = {}): unknown {
  return {
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'toolhive',
              args: ['run', '--foreground=true', 'placeholder'],
              volumeMounts: [{ name: 'runconfig', mountPath: '/etc/runconfig' }, ...volumeMounts],
              ...container,
            },
          ],
          volumes: [{ name: 'runconfig', configMap: { name: `${name}-runconfig` } }, ...volumes],
        },
      },
    },
  };
}

export function runConfigMap(
  { name = 'my-proxy', namespace = 'toolhive' }: ProxyParts = {},
  runConfig = RUN_CONFIG,
): unknown {
  return {
    kind: 'ConfigMap',
    metadata: { name: `${name}-runconfig`, namespace },
    data: { 'runconfig.json': runConfig },
  };
}

export function secret(fields: Record<string, unknown>, metadata: Record<string, unknown> = {}): unknown {
  return { kind: 'Secret', metadata: { name: 'api-key-secret', ...metadata }, ...fields };
}

export function secretEnv(name: string, key = 'api-key', rest: Record<string, unknown> = {}): unknown {
  return { name, valueFrom: { secretKeyRef: { name: 'api-key-secret', key, ...rest } } };
}

export interface Resolved {
  readonly containers: readonly LocalContainer[];
  /** The first, where there are no issues. */
  readonly container: LocalContainer | undefined;
  readonly issues: readonly Issue[];
}

/** Everything from text on: one file of many documents. */
export function resolveObjects(objects: readonly unknown[], ...names: string[]): Resolved {
  return resolveText(objects.map((object) => stringify(object, { version: '1.1' })).join('---\n'), ...names);
}

export function resolveText(text: string, ...names: string[]): Resolved {
  const issues: Issue[] = [];
  const manifests = parseManifests(text, 'dist.yaml', issues);
  const chosen = names.length === 0 ? undefined : names;
  const containers = issues.length > 0 ? [] : resolveProxies(manifests, chosen, issues);
  return { containers, container: issues.length > 0 ? undefined : containers[0], issues };
}

/** The env that a proxy with this container gets beside these objects. */
export function resolveEnvOf(container: Record<string, unknown>, ...objects: unknown[]): Resolved {
  return resolveObjects([deployment({ container }), runConfigMap(), ...objects]);
}

/** Writes manifests into a file of the folder, as `cdk8s synth` does; gives its path. */
export function saveManifests(folder: string, name: string, manifests: object[]): string {
  const file = join(folder, name);
  Yaml.save(file, manifests);
  return file;
}
