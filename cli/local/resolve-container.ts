/** Manifests -> what one container would be started with in the cluster. */
import { isDeepStrictEqual } from 'node:util';
import { BUNDLED_RUNTIME_COMMAND } from '../../contract/bundled-runtime';
import { fieldPath, issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { RUN_CONFIG_DIR, RUN_CONFIG_FILE } from '../../contract/run-config';
import { chooseDeployment } from './choose-deployment';
import type { ProxyDeployment } from './choose-deployment';
import { parseDataObjects } from '../../documents/data-object';
import { parseDeployments } from './deployment';
import { expandReferences } from './expand';
import type { Manifest } from '../../documents/manifest';
import { resolveMountedFile } from './mounted-file';
import type { Scope } from './pod';
import { findNamedFiles } from './named-files';
import { resolveEnv } from './resolve-env';

/** What starts a proxy. Values of Secrets are in `env`, and in `args` that refer to them. */
export interface LocalContainer {
  /** Name of the Deployment. */
  readonly name: string;
  readonly namespace: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Text of the RunConfig. */
  readonly runConfig: string;
  /** Content of the files the RunConfig names, as far as they are in volumes. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Resolves the container of the only proxy there is, or of the one called `name`; undefined when there are issues. */
export function resolveContainer(
  manifests: readonly Manifest[],
  name: string | undefined,
  issues: Issue[],
): LocalContainer | undefined {
  const deployments = parseDeployments(manifests, issues);
  const data = parseDataObjects(manifests, issues);
  if (issues.length > 0) return undefined;
  const proxy = chooseDeployment(deployments, name, issues);
  if (proxy === undefined) return undefined;
  const pod = { name: `${proxy.name}-local`, namespace: proxy.namespace ?? 'default', data };
  const container = resolveProxy(proxy, { pod, issues });
  return issues.length > 0 ? undefined : container;
}

function resolveProxy(proxy: ProxyDeployment, scope: Scope): LocalContainer {
  const { container, containerPath } = proxy;
  const variables = resolveEnv(container, containerPath, scope);
  scope.issues.push(...validateCommand(proxy));
  return {
    name: proxy.name,
    namespace: scope.pod.namespace,
    args: (container.args ?? []).map((argument) => expandReferences(argument, variables)),
    env: Object.fromEntries(variables),
    ...resolveFiles(proxy, scope),
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

/** The RunConfig and what it names. A file that no volume holds is one of the image, for which this machine stands in. */
function resolveFiles(proxy: ProxyDeployment, scope: Scope): Pick<LocalContainer, 'runConfig' | 'files'> {
  const runConfig =
    resolveMountedFile(`${RUN_CONFIG_DIR}/${RUN_CONFIG_FILE}`, proxy, scope)?.toString() ?? '';
  const files = findNamedFiles(runConfig).flatMap((file): [string, Buffer][] => {
    const content = resolveMountedFile(file, proxy, scope);
    return content === undefined ? [] : [[file, content]];
  });
  return { runConfig, files: new Map(files) };
}
