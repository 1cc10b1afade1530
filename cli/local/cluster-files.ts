/** The identity of a pod: the authority of the API server and a token, with which the cluster's issuer is asked. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { SERVICE_ACCOUNT_DIR } from '../../lib/resources';
import type { ProxyDeployment } from './choose-deployments';
import { mapRunConfig } from './map-run-config';

const FIELDS: ReadonlySet<string> = new Set(['CACertPath', 'AuthTokenFile']);

export function isClusterFile(file: string): boolean {
  return file.startsWith(`${SERVICE_ACCOUNT_DIR}/`);
}

export function needsCluster({ label, containerPath }: ProxyDeployment): Issue {
  return issue(
    'ERR_LOCAL_UNSUPPORTED',
    containerPath,
    `${label} lets in callers with tokens of the cluster's service accounts, and only a pod can ask the cluster for its keys`,
    'start `kubectl proxy` and give --jwks-url http://127.0.0.1:8001/openid/v1/jwks, or take tokens of another issuer with --issuer',
  );
}

/** The same document, as if the cluster's issuer could be asked by anybody. */
export function withoutClusterFiles(runConfig: string): string {
  return mapRunConfig(runConfig, (field, value) =>
    FIELDS.has(field) && typeof value === 'string' && isClusterFile(value) ? '' : value,
  );
}
