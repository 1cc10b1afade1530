/** Where a container runs, and the Secrets and ConfigMaps it may refer to. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { DataKind, DataObject } from '../../documents/data-object';
import type { MissingSecrets } from './missing-secrets';

export interface Pod {
  readonly name: string;
  readonly namespace: string;
  /** Of every namespace, in the order they were given. */
  readonly data: readonly DataObject[];
}

/** What every step needs: where to look things up, and where to report what is missing. */
export interface Scope {
  readonly pod: Pod;
  readonly missing: MissingSecrets;
  readonly issues: Issue[];
}

/** A pod sees its own namespace only. One without a namespace goes where the Deployment goes; the last one applied counts. */
export function findData({ data, namespace }: Pod, kind: DataKind, name: string): DataObject | undefined {
  return data.findLast(
    (object) => object.kind === kind && object.name === name && (object.namespace ?? namespace) === namespace,
  );
}

/** The kubelet's words, after those of the part that was looking (`mount`). */
export function configMapNotFound(pod: Pod, name: string, path: string, mount = ''): Issue {
  const elsewhere = pod.data.findLast((object) => object.kind === 'ConfigMap' && object.name === name);
  return issue(
    'ERR_LOCAL_OBJECT_NOT_FOUND',
    path,
    `${mount}configmap "${name}" not found`,
    elsewhere?.namespace === undefined
      ? `give a file with the ConfigMap ${name} of namespace ${pod.namespace} to -f`
      : `the ConfigMap given is in namespace ${elsewhere.namespace}; the pod is in ${pod.namespace}`,
  );
}
