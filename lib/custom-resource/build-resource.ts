/** ProxyDefinition -> the custom resource that says the same, and what it refers to. */
import type { OidcDefinition } from '../definition/oidc';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { MetadataDefinition } from '../definition/resource-overrides';
import { buildExternalAuth } from './build-external-auth';
import { buildInlineOidc, buildKubernetesOidc, buildOidcConfig } from './build-oidc';
import { fromEntries, withoutEmpty } from './plain-object';
import type { PlainObject } from './plain-object';
import { blockedRemote } from './private-endpoint';

/** Names of what the resource refers to. */
export interface CompanionNames {
  readonly oidc: string;
  readonly externalAuth: string;
}

/** A definition of which everything can be said has been checked by validateExpressible. */
export function buildV1alpha1(definition: ProxyDefinition, names: CompanionNames): PlainObject {
  const { remoteUrl, port, oidc } = definition;
  return {
    remoteURL: remoteUrl,
    port,
    ...buildCommon(definition, names),
    oidcConfig: oidc && buildOidcConfig(oidc),
  };
}

export function buildV1beta1(definition: ProxyDefinition, names: CompanionNames): PlainObject {
  const { remoteUrl, port, oidc, replicas, sessionAffinity } = definition;
  return {
    remoteUrl,
    ...(blockedRemote(remoteUrl) === 'unless-allowed' ? { allowPrivateEndpoint: true } : {}),
    proxyPort: port,
    ...buildCommon(definition, names),
    oidcConfigRef: oidc && buildOidcConfigRef(oidc, names.oidc),
    replicas,
    sessionAffinity,
  };
}

function buildOidcConfigRef({ terms, resourceUrl }: OidcDefinition, name: string): PlainObject {
  const { audience, scopes } = terms;
  return { name, audience, resourceUrl, ...withoutEmpty({ scopes }) };
}

/** Spec of the MCPOIDCConfig of v1beta1: what is in a ConfigMap is written out, as there is no such source any more. */
export function buildMcpOidcConfig(oidc: OidcDefinition): PlainObject {
  if (oidc.type === 'kubernetes') {
    const kubernetesServiceAccount = buildKubernetesOidc(oidc.terms);
    return { type: 'kubernetesServiceAccount', kubernetesServiceAccount };
  }
  return { type: 'inline', inline: buildInlineOidc(oidc) };
}

/** What both versions have under the same names. */
function buildCommon(definition: ProxyDefinition, { externalAuth }: CompanionNames): PlainObject {
  const { transport, headerForward, resources, serviceAccountName, trustProxyHeaders, endpointPrefix } =
    definition;
  const { plaintext, fromSecret } = headerForward;
  return {
    transport,
    headerForward: withoutEmpty({
      addPlaintextHeaders: fromEntries(plaintext),
      addHeadersFromSecret: fromSecret,
    }),
    externalAuthConfigRef: buildExternalAuth(definition) && { name: externalAuth },
    resources: { requests: withoutEmpty(resources.requests), limits: withoutEmpty(resources.limits) },
    serviceAccount: serviceAccountName,
    ...withoutEmpty({ trustProxyHeaders: trustProxyHeaders || undefined, endpointPrefix }),
    resourceOverrides: buildOverrides(definition),
  };
}

function buildOverrides({ overrides, imagePullSecrets }: ProxyDefinition): PlainObject | undefined {
  const { deployment, pod, service, env } = overrides;
  return withoutEmpty({
    proxyDeployment: withoutEmpty({
      ...buildMetadata(deployment),
      podTemplateMetadataOverrides: buildMetadata(pod),
      env,
      imagePullSecrets: imagePullSecrets.map((name) => ({ name })),
    }),
    proxyService: buildMetadata(service),
  });
}

function buildMetadata({ labels, annotations }: MetadataDefinition): PlainObject | undefined {
  return withoutEmpty({ labels: fromEntries(labels), annotations: fromEntries(annotations) });
}
