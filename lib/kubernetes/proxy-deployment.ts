import { ApiObject, Lazy, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { baseLabels } from '../definition/labels';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { SecretKeyRefProps } from '../props/secret-key-ref';
import { buildContainer } from './container';
import { buildDeployment, deploymentPatches } from './deployment';
import { buildEnv } from './env';
import type { EnvEntry } from './env';
import { buildVolumeMounts } from './volumes';
import type { VolumeMount } from './volumes';

/** What /tmp may hold before the kubelet evicts the pod; neither runner writes more than a few kilobytes. */
const TMP_LIMIT = Size.mebibytes(64);

export interface ProxyDeploymentProps {
  readonly definition: ProxyDefinition;
  readonly serviceAccount: kplus.IServiceAccount;
  readonly checksum: string;
}

/** A Deployment selected by the operator's labels instead of one that cdk8s-plus makes up. */
export class ProxyDeployment extends kplus.Deployment {
  public constructor(
    scope: Construct,
    id: string,
    { definition, serviceAccount, checksum }: ProxyDeploymentProps,
  ) {
    super(scope, id, { ...buildDeployment(definition, checksum), serviceAccount });
    this.select(kplus.LabelSelector.of({ labels: baseLabels(definition.name) }));
    this.addContainer({
      ...buildContainer(definition),
      envVariables: createEnvVariables(this, buildEnv(definition)),
      volumeMounts: buildVolumeMounts(definition).map((mount) => createVolumeMount(this, mount)),
    });
    ApiObject.of(this).addJsonPatch(...deploymentPatches(definition));
  }

  /** Services, network policies and affinities made by cdk8s-plus find the pods by this. */
  public override toPodSelectorConfig(): kplus.PodSelectorConfig {
    return {
      ...super.toPodSelectorConfig(),
      labelSelector: kplus.LabelSelector.of({ labels: this.matchLabels }),
    };
  }
}

function createEnvVariables(scope: Construct, entries: readonly EnvEntry[]): Record<string, kplus.EnvValue> {
  return Object.fromEntries(
    entries.map(({ name, value, secret }) => [
      name,
      secret === undefined ? createLiteralValue(value) : createSecretValue(scope, secret),
    ]),
  );
}

/** The API server drops an empty value, so that a manifest with one would be reported as changed by every apply. */
function createLiteralValue(value: string): kplus.EnvValue {
  return kplus.EnvValue.fromValue(value === '' ? renderedAsNothing() : value);
}

function renderedAsNothing(): string {
  return Lazy.any({ produce: () => undefined }) as string;
}

/** Several keys of one Secret share one reference to it. */
function createSecretValue(scope: Construct, { name, key }: SecretKeyRefProps): kplus.EnvValue {
  const id = `Secret-${name}`;
  const known = scope.node.tryFindChild(id) as kplus.ISecret | undefined;
  return kplus.EnvValue.fromSecretValue({
    secret: known ?? kplus.Secret.fromSecretName(scope, id, name),
    key,
  });
}

function createVolumeMount(scope: Construct, { name, path, configMap }: VolumeMount): kplus.VolumeMount {
  if (configMap === undefined) {
    const volume = kplus.Volume.fromEmptyDir(scope, `Volume-${name}`, name, { sizeLimit: TMP_LIMIT });
    return { path, volume };
  }
  const source = kplus.ConfigMap.fromConfigMapName(scope, `Source-${name}`, configMap.name);
  const items = configMap.keys && {
    items: Object.fromEntries(configMap.keys.map((key) => [key, { path: key }])),
  };
  return {
    path,
    volume: kplus.Volume.fromConfigMap(scope, `Volume-${name}`, source, { name, ...items }),
    readOnly: true,
  };
}
