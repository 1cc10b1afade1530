export type { Issue } from '../contract/issue';
export type { CaBundleRefProps, ConfigMapKeyRefProps } from './ca-bundle';
export { DefinitionErrors } from './definition-error';
export type { HeaderForwardProps, HeaderFromSecretProps } from './header-forward';
export type { LimitsProps } from './limits';
export { McpRemoteProxy } from './mcp-remote-proxy';
export type { McpRemoteProxyProps } from './mcp-remote-proxy-props';
export type { ConfigMapOidcProps, InlineOidcProps, KubernetesOidcProps, OidcConfigProps } from './oidc';
export type {
  EnvVarProps,
  MetadataOverridesProps,
  ProxyDeploymentOverridesProps,
  ResourceOverridesProps,
} from './resource-overrides';
export type { ResourceListProps, ResourcesProps } from './resources';
export type { SecretKeyRefProps } from './secret-key-ref';
