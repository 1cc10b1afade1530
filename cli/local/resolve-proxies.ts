/** Manifests -> what the containers of proxies would be started with in the cluster. */
import { isDeepStrictEqual } from 'node:util';
import { BUNDLED_RUNTIME_COMMAND } from '../../contract/bundled-runtime';
import { fieldPath, issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { RUN_CONFIG_DIR, RUN_CONFIG_FILE } from '../../contract/run-config';
import { parseDataObjects } from '../../documents/data-object';
import type { Manifest } from '../../documents/manifest';
import { chooseDeployments } from './choose-deployments';
import type { ProxyDeployment } from './choose-deployments';
import { isClusterFile, needsCluster } from './cluster-files';
import { parseDeployments } from './deployment';
import { expandReferences } from './expand';
import { MissingSecrets } from './missing-secrets';
import { resolveMountedFile } from './mounted-file';
import { findNamedFiles } from './named-files';
import type { Scope } from './pod';
import { resolveEnv } from './resolve-env';

/** What starts a proxy. Values of Secrets are in `env`, and in `args` that refer to them. */
export interface LocalContainer {
  /** The proxy's name; with the namespace where another one has the same. */
  readonly label: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Text of the RunConfig. */
  readonly runConfig: string;
  /** Content of the files the RunConfig names, as far as they are in volumes. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** A proxy and the text of its RunConfig; empty where that is missing, which has been reported. */
export interface KnownProxy {
  readonly proxy: ProxyDeployment;
  readonly runConfig: string;
}

/** Changes RunConfigs to what this machine has, each in its place in the list. */
export type Adapt = (proxies: readonly KnownProxy[], issues: Issue[]) => readonly KnownProxy[];

/** Resolves the containers of all proxies, or of those with one of `names`; they are sound when there are no issues. */
export function resolveProxies(
  manifests: readonly Manifest[],
  names: readonly string[] | undefined,
  issues: Issue[],
  adapt: Adapt = (proxies) => proxies,
): LocalContainer[] {
  const deployments = parseDeployments(manifests, issues);
  const data = parseDataObjects(manifests, issues);
  if (issues.length > 0) return [];
  const missing = new MissingSecrets();
  const toScope = ({ name, namespace = 'default' }: ProxyDeployment): Scope => ({
    pod: { name: `${name}-local`, namespace, data },
    missing,
    issues,
  });
  const known = chooseDeployments(deployments, names, issues).map((proxy) => ({
    proxy,
    runConfig: resolveRunConfig(proxy, toScope(proxy)),
  }));
  const containers = adapt(known, issues).map((adapted) => resolveProxy(adapted, toScope(adapted.proxy)));
  issues.push(...missing.toIssues());
  return containers;
}

function resolveRunConfig(proxy: ProxyDeployment, scope: Scope): string {
  return resolveMountedFile(`${RUN_CONFIG_DIR}/${RUN_CONFIG_FILE}`, proxy, scope)?.toString() ?? '';
}

function resolveProxy({ proxy, runConfig }: KnownProxy, scope: Scope): LocalContainer {
  const { label, container, containerPath } = proxy;
  const variables = resolveEnv(container, containerPath, scope);
  scope.issues.push(...validateCommand(proxy));
  return {
    label,
    args: (container.args ?? []).map((argument) => expandReferences(argument, variables)),
    env: Object.fromEntries(variables),
    runConfig,
    files: resolveFiles(findNamedFiles(runConfig), proxy, scope),
  };
}

/** The command that starts the bundled runtime is what this program stands in for. */
function validateCommand({ container, containerPath }: ProxyDeployment): Issue[] {
  if (!container.command?.length || isDeepStrictEqual(container.command, BUNDLED_RUNTIME_COMMAND)) return [];
  return [
    issue(
      'ERR_LOCAL_UNSUPPORTED',
      fieldPath(containerPath, 'command'),
      'the command of an image cannot be run here: this runtime takes its place',
      'remove the command, or run the image itself',
    ),
  ];
}

/** What the RunConfig names. A file that no volume holds is one of the image, for which this machine stands in. */
function resolveFiles(
  files: readonly string[],
  proxy: ProxyDeployment,
  scope: Scope,
): ReadonlyMap<string, Buffer> {
  if (files.some(isClusterFile)) scope.issues.push(needsCluster(proxy));
  const contents = files
    .filter((file) => !isClusterFile(file))
    .flatMap((file): [string, Buffer][] => {
      const content = resolveMountedFile(file, proxy, scope);
      return content === undefined ? [] : [[file, content]];
    });
  return new Map(contents);
}
