/** Which of the Deployments is the proxy to run. */
import { indexPath, fieldPath, issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { RUN_CONFIG_DIR } from '../../contract/run-config';
import type { Container, Deployment } from './deployment';

/** The container's name in every proxy, the operator's and ours. */
const CONTAINER_NAME = 'toolhive';

/** A Deployment of which one container is a proxy. */
export interface ProxyDeployment extends Deployment {
  readonly container: Container;
  readonly containerPath: string;
}

/** The one proxy there is, or the one called `name`. */
export function chooseDeployment(
  deployments: readonly Deployment[],
  name: string | undefined,
  issues: Issue[],
): ProxyDeployment | undefined {
  const proxies = withoutReplaced(deployments).flatMap(toProxyDeployment);
  const chosen = proxies.filter((proxy) => name === undefined || proxy.name === name);
  if (chosen.length === 1) return chosen[0];
  issues.push(chosen.length === 0 ? notFound(proxies, name) : ambiguous(chosen, name));
  return undefined;
}

/** Of two manifests for one object, the one applied last counts. */
function withoutReplaced(deployments: readonly Deployment[]): Deployment[] {
  const byName = deployments.map((deployment) => [qualifiedName(deployment), deployment] as const);
  return [...new Map(byName).values()];
}

function toProxyDeployment(deployment: Deployment): ProxyDeployment[] {
  const { podPath, containers, volumes } = deployment;
  const index = containers.findIndex(({ name }) => name === CONTAINER_NAME);
  const container = containers[index];
  const mount = container?.volumeMounts?.find(({ mountPath }) => mountPath === RUN_CONFIG_DIR);
  const volume = volumes.find(({ name }) => name === mount?.name);
  if (container === undefined || !volume?.configMap) return [];
  return [{ ...deployment, container, containerPath: indexPath(fieldPath(podPath, 'containers'), index) }];
}

function qualifiedName({ name, namespace }: { name: string; namespace?: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function notFound(proxies: readonly ProxyDeployment[], name: string | undefined): Issue {
  const known = proxies.map(qualifiedName).join(', ');
  return issue(
    'ERR_LOCAL_DEPLOYMENT_NOT_FOUND',
    name === undefined ? '-f' : '--name',
    name === undefined
      ? 'there is no Deployment of a proxy in these files'
      : `there is no proxy called ${JSON.stringify(name)} in these files`,
    known === ''
      ? `give a file to -f with a Deployment whose container ${CONTAINER_NAME} mounts a ConfigMap at ${RUN_CONFIG_DIR}`
      : `use one of ${known}`,
  );
}

function ambiguous(chosen: readonly ProxyDeployment[], name: string | undefined): Issue {
  return issue(
    'ERR_LOCAL_DEPLOYMENT_AMBIGUOUS',
    name === undefined ? '-f' : '--name',
    `these files hold ${chosen.length} proxies: ${chosen.map(qualifiedName).join(', ')}`,
    name === undefined
      ? `choose one with --name, such as --name ${chosen[0]?.name ?? ''}`
      : 'give -f only the file of the one to run',
  );
}
