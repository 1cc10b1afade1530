/** What a custom resource cannot say: written there it would have no effect. */
import { issue, keyPath } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { caBundlePath } from '../definition/ca-bundle';
import { isFiltering } from '../definition/credentials';
import type { OidcDefinition } from '../definition/oidc';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { blockedRemote } from './private-endpoint';
import { RESOURCE_VERSIONS } from './resource-version';
import type { ResourceVersion } from './resource-version';

export function validateExpressible(definition: ProxyDefinition, version: ResourceVersion): Issue[] {
  if (!RESOURCE_VERSIONS.includes(version)) return [unknownVersion()];
  const forVersion = version === 'v1beta1' ? onlyInV1alpha1(definition) : onlyInV1beta1(definition);
  return [
    ...inNeither(definition).map((path) => inexpressible(path, version)),
    ...(definition.tokenExchange?.audience === '' ? [noAudience()] : []),
    ...forVersion,
  ];
}

function noAudience(): Issue {
  const message = 'is missing, and an MCPExternalAuthConfig needs one';
  return issue('ERR_RESOURCE_INEXPRESSIBLE', 'tokenExchange.audience', message, 'add it');
}

function unknownVersion(): Issue {
  const hint = `use one of ${RESOURCE_VERSIONS.join(', ')}`;
  return issue('ERR_RESOURCE_VERSION', 'version', 'is not a version of MCPRemoteProxy', hint);
}

function inexpressible(path: string, version: ResourceVersion): Issue {
  const message = `is nothing that an MCPRemoteProxy of ${version} can say`;
  const hint = 'remove it, or use McpRemoteProxy, which needs no operator';
  return issue('ERR_RESOURCE_INEXPRESSIBLE', path, message, hint);
}

function inNeither(definition: ProxyDefinition): string[] {
  const given = {
    requiredScopes: definition.requiredScopes.length > 0,
    clientCredentials: definition.clientCredentials !== undefined,
    // There is one reference.
    bearerTokenRef: definition.bearerTokenRef !== undefined && definition.tokenExchange !== undefined,
    clientHeaders: isFiltering(definition.clientHeaders),
    allowedOrigins: definition.allowedOrigins.length > 0,
    remoteCaBundleRef: definition.remoteCa !== undefined,
    limits: Object.keys(definition.limits).length > 0,
    terminationGracePeriod: definition.terminationGraceMs !== undefined,
    // The operator's own configuration chooses the runner.
    [definition.runtime.imagePath.replace(/\..*/, '')]: definition.runtime.kind !== 'bundled',
    imagePullPolicy: definition.imagePullPolicy !== undefined,
  };
  return Object.entries(given).flatMap(([path, isGiven]) => (isGiven ? [path] : []));
}

function onlyInV1beta1(definition: ProxyDefinition): Issue[] {
  const { remoteUrl, oidc, replicas, sessionAffinity, imagePullSecrets, bearerTokenRef, tokenExchange } =
    definition;
  const given = {
    // The operator of its time knows the type, and does nothing with it.
    bearerTokenRef: bearerTokenRef !== undefined && tokenExchange === undefined,
    replicas: replicas !== undefined,
    sessionAffinity: sessionAffinity !== undefined,
    imagePullSecrets: imagePullSecrets.length > 0,
  };
  const issues = Object.entries(given).flatMap(([path, isGiven]) =>
    isGiven ? [inexpressible(path, 'v1alpha1')] : [],
  );
  return [
    ...issues,
    ...(remoteUrl.includes('?') ? [unsentQuery()] : []),
    ...(oidc === undefined ? [openProxy()] : []),
  ];
}

function unsentQuery(): Issue {
  const message = 'has a query, which what the operator of v1alpha1 starts does not send';
  return issue('ERR_RESOURCE_INEXPRESSIBLE', 'remoteUrl', message, "remove it, or write version: 'v1beta1'");
}

function openProxy(): Issue {
  const message = 'is missing; v1alpha1 has no proxies that everybody may call';
  return issue('ERR_RESOURCE_INEXPRESSIBLE', 'oidcConfig', message, "add it, or write version: 'v1beta1'");
}

function onlyInV1alpha1({ remoteUrl, oidc }: ProxyDefinition): Issue[] {
  return [
    ...(blockedRemote(remoteUrl) === 'always' ? [refusedByOperator()] : []),
    ...(oidc !== undefined && hasCaFileOfItsOwn(oidc)
      ? [inexpressible(keyPath('oidcConfig.configMap.data', 'thvCABundlePath'), 'v1beta1')]
      : []),
  ];
}

function refusedByOperator(): Issue {
  const message = 'leads to the node or to the cluster itself, which the operator refuses in v1beta1';
  return issue('ERR_REMOTE_URL_PRIVATE', 'remoteUrl', message, 'name the remote by another address');
}

function hasCaFileOfItsOwn({ type, terms, caBundle }: OidcDefinition): boolean {
  const mounted = caBundle === undefined ? '' : caBundlePath(caBundle);
  return type === 'configMap' && terms.caCertPath !== mounted;
}
