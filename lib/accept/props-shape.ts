/**
 * The fields each part of the props has, checked at run time: apps are often transpiled without a type check, and a
 * misspelt field that is ignored may be the one that guards.
 */
import { flag, number, text } from '../../contract/shape';
import type { CaBundleRefProps, ConfigMapKeyRefProps } from '../props/ca-bundle';
import type { ClientCredentialsProps, ClientHeadersProps, TokenExchangeProps } from '../props/credentials';
import type { HeaderForwardProps, HeaderFromSecretProps } from '../props/header-forward';
import type { LimitsProps } from '../props/limits';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { McpRemoteProxyResourceProps } from '../props/mcp-remote-proxy-resource';
import type {
  ConfigMapOidcProps,
  InlineOidcProps,
  KubernetesOidcProps,
  OidcConfigProps,
} from '../props/oidc';
import type {
  EnvVarProps,
  MetadataOverridesProps,
  ProxyDeploymentOverridesProps,
  ResourceOverridesProps,
} from '../props/resource-overrides';
import type { ResourceListProps, ResourcesProps } from '../props/resources';
import type { SecretKeyRefProps } from '../props/secret-key-ref';
import { duration, size } from './amount-shapes';
import { list, map, object, required, requiredByValidator } from './object-shape';
import type { Fields } from './object-shape';
import { proxyRuntime } from './runtime-shape';

const secretKeyRef = object<SecretKeyRefProps>({ name: required(text), key: required(text) });

const headerFromSecret = object<HeaderFromSecretProps>({
  headerName: required(text),
  valueSecretRef: required(secretKeyRef),
});

const headerForward = object<HeaderForwardProps>({
  addPlaintextHeaders: map(text),
  addHeadersFromSecret: list(headerFromSecret),
});

const configMapKeyRef = object<ConfigMapKeyRefProps>({ name: required(text), key: text });
const caBundleRef = object<CaBundleRefProps>({ configMapRef: required(configMapKeyRef) });

const kubernetesOidc = object<KubernetesOidcProps>({
  audience: text,
  issuer: text,
  jwksUrl: text,
  introspectionUrl: text,
  useClusterAuth: flag,
});

const configMapOidc = object<ConfigMapOidcProps>({
  name: required(text),
  key: text,
  caBundleRef,
  data: map(text),
});

const inlineOidc = object<InlineOidcProps>({
  issuer: requiredByValidator(text),
  audience: requiredByValidator(text),
  jwksUrl: text,
  introspectionUrl: text,
  clientId: text,
  clientSecretRef: secretKeyRef,
  caBundleRef,
  jwksAuthTokenPath: text,
  jwksAllowPrivateIP: flag,
  insecureAllowHTTP: flag,
  scopes: list(text),
});

const oidcConfig = object<OidcConfigProps>({
  type: text,
  resourceUrl: text,
  kubernetes: kubernetesOidc,
  configMap: configMapOidc,
  inline: inlineOidc,
});

const clientCredentials = object<ClientCredentialsProps>({
  tokenUrl: required(text),
  clientId: required(text),
  clientSecretRef: required(secretKeyRef),
  audience: text,
  scopes: list(text),
});

const tokenExchange = object<TokenExchangeProps>({
  tokenUrl: required(text),
  clientId: required(text),
  clientSecretRef: secretKeyRef,
  audience: text,
  scopes: list(text),
  subjectTokenType: text,
  externalTokenHeaderName: text,
});

const clientHeaders = object<ClientHeadersProps>({ drop: list(text), pass: list(text) });

const limits = object<LimitsProps>({
  headerSection: size,
  requestBody: size,
  requestHeaderTimeout: duration,
  requestTimeout: duration,
  keepAliveTimeout: duration,
  connectTimeout: duration,
  responseHeaderTimeout: duration,
  responseIdleTimeout: duration,
  eventStreamIdleTimeout: duration,
  clientStallTimeout: duration,
  concurrentRequests: number,
  concurrentStreams: number,
  clientConnections: number,
  upstreamConnections: number,
  upstreamIdleTimeout: duration,
  upstreamConnectionAge: duration,
  introspectionCache: duration,
  tokenGrace: duration,
});

const resourceList = object<ResourceListProps>({ cpu: text, memory: text });
const resources = object<ResourcesProps>({ limits: resourceList, requests: resourceList });

const envVar = object<EnvVarProps>({ name: required(text), value: required(text) });
const metadata = { labels: map(text), annotations: map(text) };

const proxyDeployment = object<ProxyDeploymentOverridesProps>({
  ...metadata,
  podTemplateMetadataOverrides: object<MetadataOverridesProps>(metadata),
  env: list(envVar),
});

const resourceOverrides = object<ResourceOverridesProps>({
  proxyDeployment,
  proxyService: object<MetadataOverridesProps>(metadata),
});

const proxyFields = {
  remoteUrl: required(text),
  name: text,
  transport: text,
  port: number,
  headerForward,
  oidcConfig,
  requiredScopes: list(text),
  tokenExchange,
  clientCredentials,
  bearerTokenRef: secretKeyRef,
  clientHeaders,
  trustProxyHeaders: flag,
  endpointPrefix: text,
  allowedOrigins: list(text),
  remoteCaBundleRef: configMapKeyRef,
  limits,
  terminationGracePeriod: duration,
  replicas: number,
  sessionAffinity: text,
  resources,
  runtime: proxyRuntime,
  image: text,
  imagePullPolicy: text,
  imagePullSecrets: list(text),
  serviceAccountName: text,
  resourceOverrides,
  strict: flag,
} satisfies Fields<McpRemoteProxyProps>;

/** The shapes of the constructs' props. */
export const propsShape = object<McpRemoteProxyProps>(proxyFields);
export const resourcePropsShape = object<McpRemoteProxyResourceProps>({ ...proxyFields, version: text });
