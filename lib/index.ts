export type { Issue } from '../contract/issue';
export { DefinitionErrors } from './definition-error';
export type { HeaderForwardProps, HeaderFromSecretProps } from './header-forward';
export { McpRemoteProxy } from './mcp-remote-proxy';
export type { McpRemoteProxyProps } from './mcp-remote-proxy';
export type {
  CaBundleRefProps,
  ConfigMapKeyRefProps,
  ConfigMapOidcProps,
  InlineOidcProps,
  KubernetesOidcProps,
  OidcConfigProps,
} from './oidc';
export type {
  EnvVarProps,
  MetadataOverridesProps,
  ProxyDeploymentOverridesProps,
  ResourceOverridesProps,
} from './resource-overrides';
export type { ResourceListProps, ResourcesProps } from './resources';
export type { SecretKeyRefProps } from './secret-key-ref';
