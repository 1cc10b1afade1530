/**
 * What ToolHive's operator makes of a custom resource, as far as it decides what a proxy does: written down from what its
 * releases 0.8 (v1alpha1) and 0.44 (v1beta1) do, and on purpose of nothing that this project shares.
 */
import { isRecord } from '../../../contract/shape';
import type { Manifest } from '../support';

export type Fields = Readonly<Record<string, unknown>>;

const TOKEN_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

export function fields(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The documents an operator finds in its namespace. */
export interface Cluster {
  readonly resource: Manifest;
  readonly others: readonly Manifest[];
}

export function find({ others }: Cluster, kind: string, name: unknown): Fields {
  return others.find((other) => other.kind === kind && other.metadata.name === name) ?? {};
}

/** RunConfig, without what only says how the runner is built. */
export function runConfigOf(cluster: Cluster): Fields {
  const { metadata, ...resource } = cluster.resource;
  const spec = fields(resource['spec']);
  const oidc = toOidc(cluster);
  return {
    schema_version: 'v0.1.0',
    remote_url: spec['remoteURL'] ?? spec['remoteUrl'],
    name: metadata.name,
    transport: spec['transport'] ?? 'streamable-http',
    host: '0.0.0.0',
    port: portOf(spec),
    ...(oidc === undefined ? {} : { oidc_config: oidc }),
    ...(spec['trustProxyHeaders'] === true ? { trust_proxy_headers: true } : {}),
    ...(text(spec['endpointPrefix']) === '' ? {} : { endpoint_prefix: spec['endpointPrefix'] }),
    ...toHeaderForward(metadata.name, fields(spec['headerForward'])),
    ...toExternalAuth(externalAuthOf(cluster)),
  };
}

/** Spec of what the resource refers to, or nothing. */
function externalAuthOf(cluster: Cluster): Fields {
  const { name } = fields(fields(cluster.resource['spec'])['externalAuthConfigRef']);
  return fields(find(cluster, 'MCPExternalAuthConfig', name)['spec']);
}

function toExternalAuth(spec: Fields): Fields {
  if (spec['type'] === 'bearerToken') {
    const { name } = fields(fields(spec['bearerToken'])['tokenSecretRef']);
    return { remote_auth_config: { bearer_token: `${text(name)},target=bearer_token` } };
  }
  if (spec['type'] !== 'tokenExchange') return {};
  const exchange = fields(spec['tokenExchange']);
  const header = text(exchange['externalTokenHeaderName']);
  const type = text(exchange['subjectTokenType']).replace(/^.*:/, '');
  const scopes = scopesOf(exchange['scopes']);
  return {
    token_exchange_config: {
      token_url: exchange['tokenUrl'],
      client_id: text(exchange['clientId']),
      client_secret: '',
      audience: text(exchange['audience']),
      ...(scopes === null ? {} : { scopes }),
      ...(type === '' ? {} : { subject_token_type: `urn:ietf:params:oauth:token-type:${type}` }),
      ...(header === ''
        ? { header_strategy: 'replace' }
        : { header_strategy: 'custom', external_token_header_name: header }),
    },
  };
}

export function portOf(spec: Fields): number {
  return Number(spec['port'] ?? spec['proxyPort'] ?? 8080);
}

interface SecretHeader {
  readonly headerName: string;
  readonly valueSecretRef: { readonly name: string; readonly key: string };
}

function secretHeadersOf(headerForward: Fields): readonly SecretHeader[] {
  return (headerForward['addHeadersFromSecret'] ?? []) as readonly SecretHeader[];
}

function toHeaderForward(name: string, headerForward: Fields): Fields {
  const plaintext = fields(headerForward['addPlaintextHeaders']);
  const fromSecret = secretHeadersOf(headerForward);
  const parts = {
    ...(Object.keys(plaintext).length === 0 ? {} : { add_plaintext_headers: plaintext }),
    ...(fromSecret.length === 0
      ? {}
      : {
          add_headers_from_secret: Object.fromEntries(
            fromSecret.map(({ headerName }) => [headerName, identifier(headerName, name)]),
          ),
        }),
  };
  return Object.keys(parts).length === 0 ? {} : { header_forward: parts };
}

function identifier(header: string, name: string): string {
  const normal = (part: string) => part.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
  return `HEADER_FORWARD_${normal(header)}_${normal(name)}`;
}

/** The env vars that carry secrets, in order. */
export function secretEnvOf({ resource, ...cluster }: Cluster): Fields[] {
  const spec = fields(resource['spec']);
  const clientSecret = inlineOf({ resource, ...cluster })['clientSecretRef'];
  const headers = secretHeadersOf(fields(spec['headerForward']));
  const externalAuth = externalAuthOf({ resource, ...cluster });
  const exchangeSecret = fields(externalAuth['tokenExchange'])['clientSecretRef'];
  const bearerSecret = fields(externalAuth['bearerToken'])['tokenSecretRef'] as
    SecretHeader['valueSecretRef'] | undefined;
  return [
    ...(exchangeSecret === undefined
      ? []
      : [{ name: 'TOOLHIVE_TOKEN_EXCHANGE_CLIENT_SECRET', valueFrom: { secretKeyRef: exchangeSecret } }]),
    ...(clientSecret === undefined
      ? []
      : [{ name: 'TOOLHIVE_OIDC_CLIENT_SECRET', valueFrom: { secretKeyRef: clientSecret } }]),
    ...(headers.length === 0 && bearerSecret === undefined
      ? []
      : [{ name: 'TOOLHIVE_SECRETS_PROVIDER', value: 'environment' }]),
    ...(bearerSecret === undefined
      ? []
      : [{ name: `TOOLHIVE_SECRET_${bearerSecret.name}`, valueFrom: { secretKeyRef: bearerSecret } }]),
    ...headers.map(({ headerName, valueSecretRef }) => ({
      name: `TOOLHIVE_SECRET_${identifier(headerName, resource.metadata.name)}`,
      valueFrom: { secretKeyRef: valueSecretRef },
    })),
  ];
}

/** The inline configuration of either version, or nothing. */
function inlineOf(cluster: Cluster): Fields {
  const spec = fields(cluster.resource['spec']);
  const shared = find(cluster, 'MCPOIDCConfig', fields(spec['oidcConfigRef'])['name']);
  return { ...fields(fields(spec['oidcConfig'])['inline']), ...fields(fields(shared['spec'])['inline']) };
}

function toOidc(cluster: Cluster): Fields | undefined {
  const spec = fields(cluster.resource['spec']);
  return spec['oidcConfigRef'] === undefined
    ? toOwnOidc(fields(spec['oidcConfig']), cluster)
    : toReferredOidc(fields(spec['oidcConfigRef']), cluster);
}

function toOwnOidc(oidcConfig: Fields, cluster: Cluster): Fields | undefined {
  const resourceUrl = resourceUrlOf(oidcConfig, cluster);
  if (oidcConfig['type'] === 'kubernetes') return ofKubernetes(fields(oidcConfig['kubernetes']), resourceUrl);
  if (oidcConfig['type'] === 'inline') return ofInline(fields(oidcConfig['inline']), resourceUrl);
  if (oidcConfig['type'] !== 'configMap') return undefined;
  const source = fields(oidcConfig['configMap']);
  return ofData(fields(find(cluster, 'ConfigMap', source['name'])['data']), source, resourceUrl);
}

function toReferredOidc(reference: Fields, cluster: Cluster): Fields {
  const shared = fields(find(cluster, 'MCPOIDCConfig', reference['name'])['spec']);
  const own = { audience: reference['audience'], scopes: reference['scopes'] };
  const resourceUrl = resourceUrlOf(reference, cluster);
  return shared['type'] === 'inline'
    ? ofInline({ ...fields(shared['inline']), ...own }, resourceUrl)
    : ofKubernetes({ ...fields(shared['kubernetesServiceAccount']), ...own }, resourceUrl);
}

function resourceUrlOf({ resourceUrl }: Fields, { resource }: Cluster): string {
  const { name, namespace = 'default' } = resource.metadata;
  const port = portOf(fields(resource['spec']));
  return text(resourceUrl) || `http://${name}.${namespace}.svc.cluster.local:${port}`;
}

function ofKubernetes(source: Fields, resourceUrl: string): Fields {
  const isOfCluster = source['useClusterAuth'] !== false;
  return {
    Issuer: text(source['issuer']) || 'https://kubernetes.default.svc',
    Audience: text(source['audience']) || 'toolhive',
    JWKSURL: text(source['jwksUrl']),
    ClientID: '',
    ClientSecret: '',
    CACertPath: isOfCluster ? `${TOKEN_DIR}/ca.crt` : '',
    AuthTokenFile: isOfCluster ? `${TOKEN_DIR}/token` : '',
    AllowPrivateIP: isOfCluster,
    InsecureAllowHTTP: false,
    IntrospectionURL: text(source['introspectionUrl']),
    ResourceURL: resourceUrl,
    Scopes: null,
  };
}

function ofInline(source: Fields, resourceUrl: string): Fields {
  return {
    Issuer: text(source['issuer']),
    Audience: text(source['audience']),
    JWKSURL: text(source['jwksUrl']),
    ClientID: text(source['clientId']),
    ClientSecret: '',
    CACertPath: certificatePath(source),
    AuthTokenFile: text(source['jwksAuthTokenPath']),
    AllowPrivateIP: source['jwksAllowPrivateIP'] === true,
    InsecureAllowHTTP: source['insecureAllowHTTP'] === true,
    IntrospectionURL: text(source['introspectionUrl']),
    ResourceURL: resourceUrl,
    Scopes: scopesOf(source['scopes']),
  };
}

function ofData(data: Fields, source: Fields, resourceUrl: string): Fields {
  const scopes = text(data['scopes']).split(',');
  return {
    ...ofInline(
      {
        ...data,
        jwksAllowPrivateIP: data['jwksAllowPrivateIP'] === 'true',
        insecureAllowHTTP: data['insecureAllowHTTP'] === 'true',
        scopes: scopes.map((scope) => scope.trim()).filter((scope) => scope !== ''),
      },
      resourceUrl,
    ),
    CACertPath: text(data['thvCABundlePath']) || certificatePath(source),
  };
}

function certificatePath({ caBundleRef }: Fields): string {
  const ref = fields(fields(caBundleRef)['configMapRef']);
  return ref['name'] === undefined
    ? ''
    : `/config/certs/${text(ref['name'])}/${text(ref['key']) || 'ca.crt'}`;
}

/** Go writes null for a list it has not got. */
function scopesOf(scopes: unknown): unknown {
  return Array.isArray(scopes) && scopes.length > 0 ? scopes : null;
}
