import type { McpRemoteProxyProps } from './mcp-remote-proxy';

/** A proxy for a cluster that runs ToolHive's operator. What a custom resource cannot say is refused. */
export interface McpRemoteProxyResourceProps extends McpRemoteProxyProps {
  /**
   * Version of the API: `v1beta1`, or `v1alpha1` for the operator before its release of v1beta1. v1alpha1 needs an
   * `oidcConfig`, and knows neither `replicas` nor `sessionAffinity`.
   *
   * @default 'v1beta1'
   */
  readonly version?: 'v1beta1' | 'v1alpha1';
}
