import type { ProxyRuntime } from './proxy-runtime';

/** An MCPRemoteProxy and what it refers to. Exactly one of `path` and `yaml` is to be given. */
export interface ManifestSource {
  /**
   * File, or folder of `.yaml`, `.yml` and `.json` files, with the resource; from where the app runs unless absolute.
   *
   * @default - none
   */
  readonly path?: string;

  /**
   * The resource as text: YAML or JSON, with several documents as needed.
   *
   * @default - none
   */
  readonly yaml?: string;

  /**
   * Further files or folders with what the resource refers to: MCPOIDCConfig, MCPExternalAuthConfig, ConfigMap. Of other
   * documents in them nothing is made.
   *
   * @default - all of it is beside the resource
   */
  readonly companions?: string[];

  /**
   * Name of the resource, where there are several. Of one name in several namespaces that of the chart is meant.
   *
   * @default - there is one
   */
  readonly name?: string;

  /**
   * What runs in the container. The resource cannot say: the operator has one runner for all of its proxies.
   *
   * @default ProxyRuntime.bundled()
   */
  readonly runtime?: ProxyRuntime;
}
