/** Which of the Deployments are the proxies to run. */
import { indexPath, fieldPath, issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { RUN_CONFIG_DIR } from '../../contract/run-config';
import type { Container, Deployment } from './deployment';

/** The container's name in every proxy, the operator's and ours. */
const CONTAINER_NAME = 'toolhive';

/** A Deployment of which one container is a proxy. */
export interface ProxyDeployment extends Deployment {
  /** Its name; with the namespace where another proxy has the same. */
  readonly label: string;
  readonly container: Container;
  readonly containerPath: string;
}

/** All proxies there are, or those with one of `names`. */
export function chooseDeployments(
  deployments: readonly Deployment[],
  names: readonly string[] | undefined,
  issues: Issue[],
): ProxyDeployment[] {
  const proxies = withLabels(withoutReplaced(deployments).flatMap(toProxyDeployment));
  if (proxies.length === 0) issues.push(noProxy());
  if (names === undefined || proxies.length === 0) return proxies;
  issues.push(...names.flatMap((name) => findUnknown(proxies, name, '--name')));
  return proxies.filter((proxy) => names.some((name) => isNamed(proxy, name)));
}

/** By its name alone, or in front of it the namespace. */
export function isNamed(proxy: Pick<Deployment, 'name' | 'namespace'>, name: string): boolean {
  return proxy.name === name || qualifiedName(proxy) === name;
}

/** An issue where no proxy has this name. */
export function findUnknown(
  proxies: readonly Pick<ProxyDeployment, 'name' | 'namespace' | 'label'>[],
  name: string,
  option: string,
): Issue[] {
  if (proxies.some((proxy) => isNamed(proxy, name))) return [];
  const known = proxies.map(({ label }) => label).join(', ');
  const message = `there is no proxy called ${JSON.stringify(name)} in these files`;
  return [issue('ERR_LOCAL_DEPLOYMENT_NOT_FOUND', option, message, `use one of ${known}`)];
}

function noProxy(): Issue {
  return issue(
    'ERR_LOCAL_DEPLOYMENT_NOT_FOUND',
    '-f',
    'there is neither an MCPRemoteProxy nor the Deployment of a proxy in these files',
    `give a file to -f with an MCPRemoteProxy, or a Deployment whose container ${CONTAINER_NAME} mounts a ConfigMap at ${RUN_CONFIG_DIR}`,
  );
}

/** Of two manifests for one object, the one applied last counts. */
function withoutReplaced(deployments: readonly Deployment[]): Deployment[] {
  const byName = deployments.map((deployment) => [qualifiedName(deployment), deployment] as const);
  return [...new Map(byName).values()];
}

type Unlabelled = Omit<ProxyDeployment, 'label'>;

function toProxyDeployment(deployment: Deployment): Unlabelled[] {
  const { podPath, containers, volumes } = deployment;
  const index = containers.findIndex(({ name }) => name === CONTAINER_NAME);
  const container = containers[index];
  const mount = container?.volumeMounts?.find(({ mountPath }) => mountPath === RUN_CONFIG_DIR);
  const volume = volumes.find(({ name }) => name === mount?.name);
  if (container === undefined || !volume?.configMap) return [];
  return [{ ...deployment, container, containerPath: indexPath(fieldPath(podPath, 'containers'), index) }];
}

function withLabels(proxies: readonly Unlabelled[]): ProxyDeployment[] {
  return proxies.map((proxy) => {
    const isAlone = proxies.filter(({ name }) => name === proxy.name).length === 1;
    return { ...proxy, label: isAlone ? proxy.name : qualifiedName(proxy) };
  });
}

function qualifiedName({ name, namespace }: Pick<Deployment, 'name' | 'namespace'>): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
