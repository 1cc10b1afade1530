export type { Issue } from '../contract/issue';
export type { CaBundleRefProps, ConfigMapKeyRefProps } from './props/ca-bundle';
export type { ClientCredentialsProps, ClientHeadersProps, TokenExchangeProps } from './props/credentials';
export { DefinitionErrors } from './accept/definition-error';
export type { HeaderForwardProps, HeaderFromSecretProps } from './props/header-forward';
export type { LimitsProps } from './props/limits';
export type { ManifestSource } from './props/manifest-source';
export type { BundledRuntimeOptions, ImageOptions } from './props/proxy-runtime';
export { ProxyRuntime } from './props/proxy-runtime';
export { McpRemoteProxy } from './mcp-remote-proxy';
export { McpRemoteProxyResource } from './mcp-remote-proxy-resource';
export type { McpRemoteProxyResourceProps } from './props/mcp-remote-proxy-resource';
export type { McpRemoteProxyProps } from './props/mcp-remote-proxy';
export type { ConfigMapOidcProps, InlineOidcProps, KubernetesOidcProps, OidcConfigProps } from './props/oidc';
export type {
  EnvVarProps,
  MetadataOverridesProps,
  ProxyDeploymentOverridesProps,
  ResourceOverridesProps,
} from './props/resource-overrides';
export type { ResourceListProps, ResourcesProps } from './props/resources';
export type { SecretKeyRefProps } from './props/secret-key-ref';
/** The custom resources of ToolHive's operator, for clusters that run it. */
export * as toolhive from '../imports/toolhive.stacklok.dev';
