/**
 * What a pod needs to ask the cluster's own issuer for its keys: a token and the certificate authority of the API server.
 * They are where Kubernetes would have put them by itself, so that the RunConfig is the operator's.
 */
import { JsonPatch } from 'cdk8s';
import { SERVICE_ACCOUNT_DIR } from '../definition/oidc';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { needsAutomount } from './service-account';

const VOLUME = 'cluster-identity';

/** The kubelet renews the token when four fifths of this are over; the runtime reads it anew for each request. */
const TOKEN_LIFETIME_SECONDS = 3600;

/** In each namespace, made by Kubernetes. */
const CA_CONFIG_MAP = 'kube-root-ca.crt';

/** Without an audience of its own the token is for the API server, under whatever name that has. */
const SOURCES = [
  { serviceAccountToken: { path: 'token', expirationSeconds: TOKEN_LIFETIME_SECONDS } },
  { configMap: { name: CA_CONFIG_MAP, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
];

/** cdk8s-plus has no projected volumes. */
export function clusterIdentityPatches(definition: ProxyDefinition): JsonPatch[] {
  const { oidc } = definition;
  if (needsAutomount(definition)) return [];
  if (oidc?.type !== 'kubernetes' || oidc.terms.authTokenFile === '') return [];
  const mount = { name: VOLUME, mountPath: SERVICE_ACCOUNT_DIR, readOnly: true };
  return [
    JsonPatch.add('/spec/template/spec/volumes/-', { name: VOLUME, projected: { sources: SOURCES } }),
    JsonPatch.add('/spec/template/spec/containers/0/volumeMounts/-', mount),
  ];
}
