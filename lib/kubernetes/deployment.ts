import { Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { baseLabels } from '../definition/labels';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { RUN_CONFIG_CHECKSUM } from '../run-config/checksum';
import { clusterIdentityPatches } from './cluster-identity';
import { containerPatches } from './container';
import { buildMetadata, metadataPatches } from './metadata';
import { NON_ROOT_ID } from './security';
import { needsAutomount } from './service-account';

/** Without the container, which is added to the Deployment with its volumes. */
export function buildDeployment(definition: ProxyDefinition, checksum: string): kplus.DeploymentProps {
  const { name, replicas, terminationGraceMs, overrides } = definition;
  const labels = baseLabels(name);
  return {
    metadata: { name: objectNames(name).deployment, ...buildMetadata(overrides.deployment, labels) },
    podMetadata: buildMetadata(overrides.pod, labels, { [RUN_CONFIG_CHECKSUM]: checksum }),
    select: false,
    ...(replicas === undefined ? {} : { replicas }),
    ...(terminationGraceMs === undefined
      ? {}
      : { terminationGracePeriod: Duration.millis(terminationGraceMs) }),
    automountServiceAccountToken: needsAutomount(definition),
    securityContext: { user: NON_ROOT_ID, group: NON_ROOT_ID, fsGroup: NON_ROOT_ID },
  };
}

/** Defaults of Kubernetes that cdk8s-plus spells out, under the names they have before they are rendered. */
const SPELT_OUT_DEFAULTS = [
  '/spec/minReadySeconds',
  '/spec/progressDeadlineSeconds',
  '/spec/strategy',
  '/spec/template/spec/dnsPolicy',
  '/spec/template/spec/hostNetwork',
  '/spec/template/spec/restartPolicy',
  '/spec/template/spec/securityContext/fsGroupChangePolicy',
  '/spec/template/spec/setHostnameAsFqdn',
];

/** From what cdk8s-plus writes to what the operator writes. */
export function deploymentPatches(definition: ProxyDefinition): JsonPatch[] {
  const { replicas, terminationGraceMs, imagePullSecrets, overrides } = definition;
  const unset = [
    ...(replicas === undefined ? ['/spec/replicas'] : []),
    ...(terminationGraceMs === undefined ? ['/spec/template/spec/terminationGracePeriodSeconds'] : []),
  ];
  return [
    // A label of cdk8s-plus' own would change with the construct's place in the app and roll the pods.
    JsonPatch.remove(`/spec/template/metadata/labels/${kplus.Pod.ADDRESS_LABEL.replaceAll('/', '~1')}`),
    JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: 'RuntimeDefault' }),
    ...[...SPELT_OUT_DEFAULTS, ...unset].map((pointer) => JsonPatch.remove(pointer)),
    ...(imagePullSecrets.length === 0
      ? []
      : [
          JsonPatch.add(
            '/spec/template/spec/imagePullSecrets',
            imagePullSecrets.map((name) => ({ name })),
          ),
        ]),
    ...metadataPatches('/metadata', overrides.deployment),
    ...metadataPatches('/spec/template/metadata', overrides.pod),
    ...containerPatches(definition),
    ...clusterIdentityPatches(definition),
  ];
}
