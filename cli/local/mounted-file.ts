/** Files of a container, as the kubelet makes them from ConfigMap volumes (pkg/volume/configmap/configmap.go). */
import { posix } from 'node:path';
import { fieldPath, indexPath, issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { ProxyDeployment } from './choose-deployments';
import type { DataObject } from '../../documents/data-object';
import type { ConfigMapVolume, VolumeMount } from './deployment';
import { configMapNotFound, findData } from './pod';
import type { Scope } from './pod';

/** Content by path in the volume. */
type Files = ReadonlyMap<string, Buffer>;

/** A volume whose files are known here, and where it is written. */
interface Source {
  readonly name: string;
  readonly configMap: ConfigMapVolume;
  readonly path: string;
}

/** The content of `file` in the container; undefined when no volume is mounted there, or with an issue. */
export function resolveMountedFile(file: string, proxy: ProxyDeployment, scope: Scope): Buffer | undefined {
  const mount = findMount(proxy, file);
  if (mount === undefined) return undefined;
  const source = findSource(proxy, mount);
  if (source === undefined) {
    scope.issues.push(notAConfigMap(file, mount, proxy));
    return undefined;
  }
  const files = resolveVolume(source, scope);
  const content = files?.get(posix.relative(mount.mountPath, file));
  if (files !== undefined && content === undefined) scope.issues.push(notInVolume(file, files, source));
  return content;
}

/** Of mounts inside each other the innermost hides the others. */
function findMount({ container }: ProxyDeployment, file: string): VolumeMount | undefined {
  const directory = ({ mountPath }: VolumeMount) => posix.join(mountPath, '/');
  return (container.volumeMounts ?? [])
    .filter((mount) => `${posix.normalize(file)}/`.startsWith(directory(mount)))
    .sort((a, b) => directory(b).length - directory(a).length)[0];
}

function findSource({ volumes, podPath }: ProxyDeployment, mount: VolumeMount): Source | undefined {
  const index = volumes.findIndex(({ name }) => name === mount.name);
  const configMap = volumes[index]?.configMap;
  if (!configMap || mount.subPath || mount.subPathExpr) return undefined;
  return {
    name: mount.name,
    configMap,
    path: fieldPath(indexPath(fieldPath(podPath, 'volumes'), index), 'configMap'),
  };
}

function notAConfigMap(
  file: string,
  mount: VolumeMount,
  { container, containerPath }: ProxyDeployment,
): Issue {
  const index = container.volumeMounts?.indexOf(mount) ?? 0;
  return issue(
    'ERR_LOCAL_UNSUPPORTED',
    indexPath(fieldPath(containerPath, 'volumeMounts'), index),
    `${file} is in a volume that only a cluster has`,
    'mount a ConfigMap there, without subPath, or run the proxy in a cluster',
  );
}

/** Undefined when the kubelet would not mount the volume, and so not start the container. */
function resolveVolume({ name, configMap, path }: Source, { pod, issues }: Scope): Files | undefined {
  const mount = `MountVolume.SetUp failed for volume ${JSON.stringify(name)} : `;
  const object = findData(pod, 'ConfigMap', configMap.name);
  if (object === undefined && configMap.optional !== true) {
    issues.push(configMapNotFound(pod, configMap.name, path, mount));
    return undefined;
  }
  const missing = validateItems(configMap, object, path, mount);
  issues.push(...missing);
  return missing.length > 0 ? undefined : projectFiles(configMap, object);
}

function validateItems(
  { items, name, optional }: ConfigMapVolume,
  object: DataObject | undefined,
  path: string,
  mount: string,
): Issue[] {
  return (items ?? []).flatMap(({ key }, index) => {
    if (optional === true || object?.files.has(key)) return [];
    const message = `${mount}configmap references non-existent config key: ${key}`;
    const hint = `add ${key} to the ConfigMap ${name}, or name another key`;
    return [issue('ERR_LOCAL_KEY_NOT_FOUND', indexPath(fieldPath(path, 'items'), index), message, hint)];
  });
}

function projectFiles({ items }: ConfigMapVolume, object: DataObject | undefined): Files {
  const files: Files = object?.files ?? new Map();
  if (!items?.length) return files;
  return new Map(
    items.flatMap(({ key, path }) => {
      const content = files.get(key);
      return content === undefined ? [] : [[posix.normalize(path), content] as const];
    }),
  );
}

/** The kubelet mounts such a volume, and the runtime then misses the file. */
function notInVolume(file: string, files: Files, { configMap, path }: Source): Issue {
  return issue(
    'ERR_LOCAL_KEY_NOT_FOUND',
    path,
    `the container needs ${file}, which is not in this volume`,
    `add the key to the ConfigMap ${configMap.name}; the volume has ${[...files.keys()].join(', ') || 'no file'}`,
  );
}
