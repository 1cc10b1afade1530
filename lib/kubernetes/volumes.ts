/** Volumes and where they are mounted; the container's root file system is read-only. */
import { BUNDLED_RUNTIME_DIR } from '../../contract/bundled-runtime';
import { RUN_CONFIG_DIR } from '../../contract/run-config';
import { caBundleDir } from '../definition/ca-bundle';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { bundledRuntimeName } from './bundled-runtime';

/** A file system of a ConfigMap, or an empty one to write to. */
export interface VolumeMount {
  readonly name: string;
  readonly path: string;
  readonly configMap?: MountedConfigMap;
}

interface MountedConfigMap {
  readonly name: string;
  /** The keys that become files; all of them when it is left out. */
  readonly keys?: readonly string[];
}

export type ConfigMapMount = VolumeMount & { readonly configMap: MountedConfigMap };

export function buildVolumeMounts(definition: ProxyDefinition): VolumeMount[] {
  return [
    buildRunConfigMount(definition),
    // HOME and XDG_CONFIG_HOME point here.
    { name: 'tmp', path: '/tmp' },
    ...buildRuntimeMounts(definition),
    ...buildCaBundleMounts(definition),
  ];
}

/** Those with what the runtime is configured by. */
export function buildConfigMounts(definition: ProxyDefinition): ConfigMapMount[] {
  return [buildRunConfigMount(definition), ...buildCaBundleMounts(definition)];
}

function buildRunConfigMount({ name }: ProxyDefinition): ConfigMapMount {
  return { name: 'runconfig', path: RUN_CONFIG_DIR, configMap: { name: objectNames(name).runConfig } };
}

function buildRuntimeMounts({ runtime: { configMapName } }: ProxyDefinition): VolumeMount[] {
  if (configMapName === undefined) return [];
  return [
    { name: 'runtime', path: BUNDLED_RUNTIME_DIR, configMap: { name: bundledRuntimeName(configMapName) } },
  ];
}

/** One volume for each ConfigMap, whoever needs keys of it; under the operator's name where the operator has it. */
function buildCaBundleMounts({ oidc, remoteCa }: ProxyDefinition): ConfigMapMount[] {
  const bundles = [oidc?.caBundle, remoteCa].filter((bundle) => bundle !== undefined);
  const configMaps = new Set(bundles.map(({ configMapName }) => configMapName));
  return [...configMaps].map((name) => ({
    name: `${name === oidc?.caBundle?.configMapName ? 'oidc-' : ''}ca-bundle-${name}`,
    path: caBundleDir(name),
    configMap: {
      name,
      keys: bundles.filter(({ configMapName }) => configMapName === name).map(({ key }) => key),
    },
  }));
}
