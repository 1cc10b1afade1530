/**
 * What of a proxy's objects decides how its container is started, as plain data: for who starts it without a cluster and
 * without cdk8s. Mounts of the runtime itself are left out, because something else is started in its place.
 */
import { RUN_CONFIG_FILE } from '../../contract/run-config';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { CONTAINER_ARGS, CONTAINER_NAME } from './container-names';
import { buildEnv } from './env';
import type { EnvEntry } from './env';
import { buildConfigMounts } from './volumes';
import type { ConfigMapMount } from './volumes';

/** A manifest without what nobody reads who only starts the container. */
export interface PlainObject {
  readonly kind: 'ConfigMap' | 'Deployment';
  readonly metadata: { readonly name: string; readonly namespace: string | undefined };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: object;
}

export function buildPlainObjects(definition: ProxyDefinition, { text }: RunConfigDocument): PlainObject[] {
  const { name, namespace } = definition;
  const { runConfig } = objectNames(name);
  return [
    { kind: 'ConfigMap', metadata: { name: runConfig, namespace }, data: { [RUN_CONFIG_FILE]: text } },
    {
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: { template: { spec: buildPodSpec(definition) } },
    },
  ];
}

function buildPodSpec(definition: ProxyDefinition): object {
  const mounts = buildConfigMounts(definition);
  const container = {
    name: CONTAINER_NAME,
    args: CONTAINER_ARGS,
    env: buildEnv(definition).map(toEnvVar),
    volumeMounts: mounts.map(({ name, path }) => ({ name, mountPath: path })),
  };
  return { containers: [container], volumes: mounts.map(toVolume) };
}

function toEnvVar({ name, value, secret }: EnvEntry): object {
  return secret === undefined ? { name, value } : { name, valueFrom: { secretKeyRef: secret } };
}

function toVolume({ name, configMap: { name: configMap, keys } }: ConfigMapMount): object {
  const items = keys && { items: keys.map((key) => ({ key, path: key })) };
  return { name, configMap: { name: configMap, ...items } };
}
