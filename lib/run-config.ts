/** ProxyDefinition -> RunConfig: the document both runners start from. Secrets appear as identifiers only. */
import { SCHEMA_VERSION } from '../contract/run-config';
import type { RunConfig, RunConfigHeaderForward, RunConfigOidc } from '../contract/run-config';
import { secretId } from '../contract/secret-id';
import type { Entries, ProxyDefinition } from './definition';
import type { OidcDefinition } from './oidc-definition';

/** All interfaces, as in a pod there must be: the kubelet's probes come from outside. */
const HOST = '0.0.0.0';

export function buildRunConfig(definition: ProxyDefinition): RunConfig {
  const { name, oidc, trustProxyHeaders, endpointPrefix } = definition;
  const headerForward = buildHeaderForward(definition);
  return {
    schema_version: SCHEMA_VERSION,
    remote_url: definition.remoteUrl,
    name,
    transport: definition.transport,
    host: HOST,
    port: definition.port,
    ...(oidc === undefined ? {} : { oidc_config: buildOidc(oidc) }),
    ...(trustProxyHeaders ? { trust_proxy_headers: true } : {}),
    ...(endpointPrefix === '' ? {} : { endpoint_prefix: endpointPrefix }),
    ...(Object.keys(headerForward).length === 0 ? {} : { header_forward: headerForward }),
  };
}

function buildHeaderForward({ name, headerForward }: ProxyDefinition): RunConfigHeaderForward {
  const { plaintext, fromSecret } = headerForward;
  const identifiers = fromSecret.map(({ headerName }) => [headerName, secretId(name, headerName)] as const);
  return {
    ...(plaintext.length === 0 ? {} : { add_plaintext_headers: toSortedMap(plaintext) }),
    ...(identifiers.length === 0 ? {} : { add_headers_from_secret: toSortedMap(identifiers) }),
  };
}

/** Sorted, so that the order in the source never rolls a pod. `fromEntries`, because `__proto__` is a header name. */
function toSortedMap(entries: Entries): Record<string, string> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function buildOidc({ terms, resourceUrl }: OidcDefinition): RunConfigOidc {
  return {
    Issuer: terms.issuer,
    Audience: terms.audience,
    JWKSURL: terms.jwksUrl,
    ClientID: terms.clientId,
    ClientSecret: '',
    CACertPath: terms.caCertPath,
    AuthTokenFile: terms.authTokenFile,
    AllowPrivateIP: terms.allowPrivateIp,
    InsecureAllowHTTP: terms.insecureAllowHttp,
    IntrospectionURL: terms.introspectionUrl,
    ResourceURL: resourceUrl,
    Scopes: terms.scopes.length === 0 ? null : terms.scopes,
  };
}
