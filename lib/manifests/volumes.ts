/** Volumes and where they are mounted; the container's root file system is read-only. */
import { RUN_CONFIG_DIR } from '../../contract/run-config';
import type { ProxyDefinition } from '../definition';
import { caBundleDir } from '../oidc-definition';
import { objectNames } from './names';

/** A file system of a ConfigMap, or an empty one to write to. */
export interface VolumeMount {
  readonly name: string;
  readonly path: string;
  readonly configMap?: { readonly name: string; readonly key?: string };
}

export function buildVolumeMounts({ name, oidc }: ProxyDefinition): VolumeMount[] {
  return [
    { name: 'runconfig', path: RUN_CONFIG_DIR, configMap: { name: objectNames(name).runConfig } },
    // HOME and XDG_CONFIG_HOME point here.
    { name: 'tmp', path: '/tmp' },
    ...(oidc?.caBundle === undefined ? [] : [caBundleMount(oidc.caBundle)]),
  ];
}

function caBundleMount(bundle: { configMapName: string; key: string }): VolumeMount {
  return {
    name: `oidc-ca-bundle-${bundle.configMapName}`,
    path: caBundleDir(bundle),
    configMap: { name: bundle.configMapName, key: bundle.key },
  };
}
