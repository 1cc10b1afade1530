/** ProxyDefinition -> RunConfig: the document both runners start from. Secrets appear as identifiers only. */
import type { RunConfigLimits } from '../../contract/limits';
import { SCHEMA_VERSION } from '../../contract/run-config';
import type { RunConfig, RunConfigHeaderForward } from '../../contract/run-config';
import { secretId } from '../../contract/secret-id';
import { caBundlePath } from '../definition/ca-bundle';
import type { Entries } from '../definition/entries';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { buildCredentials, buildTokenExchange } from './build-credentials';
import { buildOidc } from './build-oidc';
import { buildShutdownLimits } from './shutdown-limits';

/** All interfaces, as in a pod there must be: the kubelet's probes come from outside. */
const HOST = '0.0.0.0';

export function buildRunConfig(definition: ProxyDefinition): RunConfig {
  const { name, allowedOrigins, oidc, requiredScopes, tokenExchange, remoteCa } = definition;
  const { trustProxyHeaders, endpointPrefix } = definition;
  const headerForward = buildHeaderForward(definition);
  const limits = buildLimits(definition);
  return {
    schema_version: SCHEMA_VERSION,
    remote_url: definition.remoteUrl,
    name,
    transport: definition.transport,
    host: HOST,
    port: definition.port,
    // Sorted for the same reason as the headers.
    ...(allowedOrigins.length === 0 ? {} : { allowed_origins: [...allowedOrigins].sort() }),
    ...(oidc === undefined ? {} : { oidc_config: buildOidc(oidc) }),
    ...(requiredScopes.length === 0 ? {} : { required_scopes: requiredScopes }),
    ...(trustProxyHeaders ? { trust_proxy_headers: true } : {}),
    ...(endpointPrefix === '' ? {} : { endpoint_prefix: endpointPrefix }),
    ...(tokenExchange === undefined ? {} : { token_exchange_config: buildTokenExchange(tokenExchange) }),
    ...(Object.keys(headerForward).length === 0 ? {} : { header_forward: headerForward }),
    ...buildCredentials(definition),
    ...(remoteCa === undefined ? {} : { remote_ca_file: caBundlePath(remoteCa) }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
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

function buildLimits({ limits, terminationGraceMs }: ProxyDefinition): Partial<RunConfigLimits> {
  return terminationGraceMs === undefined
    ? limits
    : { ...limits, ...buildShutdownLimits(terminationGraceMs) };
}
