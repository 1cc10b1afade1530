/** Manifests -> what one container would be started with in the cluster. */
import { fieldPath, issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { RUN_CONFIG_FILE } from '../../../contract/run-config';
import { chooseDeployment } from './choose-deployment';
import type { ProxyDeployment } from './choose-deployment';
import { parseDataObjects } from './data-object';
import { parseDeployments } from './deployment';
import { expandReferences } from './expand';
import type { Manifest } from './manifest';
import { findData, objectNotFound } from './pod';
import type { Pod } from './pod';
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
  const container = resolveProxy(proxy, pod, issues);
  return issues.length > 0 ? undefined : container;
}

function resolveProxy(proxy: ProxyDeployment, pod: Pod, issues: Issue[]): LocalContainer {
  const { container, containerPath } = proxy;
  const variables = resolveEnv(container, containerPath, { pod, issues });
  issues.push(...validateCommand(proxy));
  return {
    name: proxy.name,
    namespace: pod.namespace,
    args: (container.args ?? []).map((argument) => expandReferences(argument, variables)),
    env: Object.fromEntries(variables),
    runConfig: resolveRunConfig(proxy, pod, issues),
  };
}

function validateCommand({ container, containerPath }: ProxyDeployment): Issue[] {
  if (!container.command?.length) return [];
  return [
    issue(
      'ERR_LOCAL_UNSUPPORTED',
      fieldPath(containerPath, 'command'),
      'the command of an image cannot be run here: this runtime takes its place',
      'remove the command, or run the image itself',
    ),
  ];
}

function resolveRunConfig({ runConfig }: ProxyDeployment, pod: Pod, issues: Issue[]): string {
  const { volume, configMap, path } = runConfig;
  const mount = `MountVolume.SetUp failed for volume ${JSON.stringify(volume)} : `;
  const object = findData(pod, 'ConfigMap', configMap);
  const text = object?.entries.get(RUN_CONFIG_FILE);
  if (object === undefined) issues.push(objectNotFound(pod, 'ConfigMap', configMap, path, mount));
  else if (text === undefined) {
    const message = `${mount}configmap references non-existent config key: ${RUN_CONFIG_FILE}`;
    const hint = `add ${RUN_CONFIG_FILE} to the ConfigMap ${configMap}`;
    issues.push(issue('ERR_LOCAL_KEY_NOT_FOUND', path, message, hint));
  }
  return text?.toString() ?? '';
}
