/** OidcDefinition -> what says the same in the custom resources of either version. */
import type { CaBundle } from '../definition/ca-bundle';
import type { OidcDefinition, OidcTerms } from '../definition/oidc';
import { withoutEmpty } from './plain-object';
import type { PlainObject } from './plain-object';

/** `oidcConfig` of v1alpha1. */
export function buildOidcConfig(oidc: OidcDefinition): PlainObject {
  const { type, resourceUrl, terms } = oidc;
  const { audience, scopes } = terms;
  const sources = {
    kubernetes: () => ({ audience, ...buildKubernetesOidc(terms) }),
    configMap: () => buildConfigMapOidc(oidc),
    inline: () => ({ audience, ...buildInlineOidc(oidc), ...withoutEmpty({ scopes }) }),
  };
  return { type, resourceUrl, [type]: sources[type]() };
}

export function buildKubernetesOidc({
  issuer,
  jwksUrl,
  introspectionUrl,
  caCertPath,
}: OidcTerms): PlainObject {
  return { issuer, ...withoutEmpty({ jwksUrl, introspectionUrl }), useClusterAuth: caCertPath !== '' };
}

/** Without audience and scopes, which v1beta1 has elsewhere. */
export function buildInlineOidc({ terms, clientSecretRef, caBundle }: OidcDefinition): PlainObject {
  const { issuer, jwksUrl, introspectionUrl, clientId, authTokenFile, allowPrivateIp, insecureAllowHttp } =
    terms;
  return {
    issuer,
    ...withoutEmpty({ jwksUrl, introspectionUrl, clientId }),
    clientSecretRef,
    caBundleRef: buildCaBundleRef(caBundle),
    ...withoutEmpty({ jwksAuthTokenPath: authTokenFile }),
    jwksAllowPrivateIP: allowPrivateIp,
    insecureAllowHTTP: insecureAllowHttp,
  };
}

function buildConfigMapOidc({ configMap, caBundle }: OidcDefinition): PlainObject {
  const { name, key } = configMap ?? { name: '', key: '' };
  return { name, key, caBundleRef: buildCaBundleRef(caBundle) };
}

function buildCaBundleRef(caBundle: CaBundle | undefined): PlainObject | undefined {
  if (caBundle === undefined) return undefined;
  return { configMapRef: { name: caBundle.configMapName, key: caBundle.key } };
}
