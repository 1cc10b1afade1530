import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Issue } from '../contract/issue';
import { acceptDefinition } from './accept/accept-definition';
import { judge } from './accept/judge';
import { readResourceProps } from './custom-resource/resource-props';
import { endpointUrl } from './definition/object-names';
import { createConfigMap, createService, createServiceAccount } from './kubernetes/create-objects';
import { shareBundledRuntime } from './kubernetes/shared-runtime';
import { ProxyDeployment } from './kubernetes/proxy-deployment';
import type { ManifestSource } from './props/manifest-source';
import type { McpRemoteProxyProps } from './props/mcp-remote-proxy';

/**
 * A proxy in front of a remote MCP server: ServiceAccount, ConfigMap with the RunConfig, Deployment and Service.
 *
 * The constructor throws one error that lists everything that is wrong with the definition, each problem with a stable
 * code, the path of the property and a remedy. `DefinitionErrors.reportAtSynth` collects those of all proxies, and
 * `McpRemoteProxy.validate` returns them.
 */
export class McpRemoteProxy extends Construct {
  /**
   * Everything that is wrong with the definition of one proxy, none when nothing is: what the constructor would throw, as
   * data in every language. What depends on the app is left to the constructor: the chart's namespace, and whether the
   * name is taken.
   *
   * Throws when `id` is no text, as when it was left out.
   *
   * @param id the id the construct would have, which is the name of the proxy unless `props` give one
   * @param props the definition
   */
  public static validate(id: string, props: McpRemoteProxyProps): Issue[] {
    return judge(props, { id: toId(id), namespace: undefined }).issues;
  }

  /**
   * The proxy that an `MCPRemoteProxy` of ToolHive's operator describes, of version `v1alpha1` or `v1beta1`.
   *
   * Throws one error that lists everything that is wrong with the resource, each problem with file, line, column and
   * the path in the document. A field that would be without effect here is refused, and so is a reference to something
   * that is not among the documents given.
   */
  public static fromManifest(scope: Construct, id: string, source: ManifestSource): McpRemoteProxy {
    return new McpRemoteProxy(scope, id, readResourceProps(source, scope));
  }

  /** The identity the pods run as; it has no permissions. */
  public readonly serviceAccount: kplus.IServiceAccount;

  /** The ConfigMap with the RunConfig, under the key `runconfig.json`. */
  public readonly runConfig: kplus.ConfigMap;

  /** The Deployment; the proxy's container is the first one, called `toolhive`. */
  public readonly deployment: kplus.Deployment;

  /** The Service clients reach the proxy by. */
  public readonly service: kplus.Service;

  /**
   * URL of the proxy's MCP endpoint for clients in the cluster, such as
   * `http://mcp-search-remote-proxy.toolhive.svc.cluster.local:8080/mcp`. Where the chart has no namespace, the name of the
   * Service alone is its host, for clients in the namespace it is applied to.
   */
  public readonly url: string;

  /** URL of the remote MCP server, as the definition has it: where the pods have to be let out to. */
  public readonly remoteUrl: string;

  public constructor(scope: Construct, id: string, props: McpRemoteProxyProps) {
    super(scope, id);
    const { definition, runConfig } = acceptDefinition(props, this);
    this.serviceAccount = createServiceAccount(this, definition);
    this.runConfig = createConfigMap(this, definition, runConfig);
    this.deployment = new ProxyDeployment(this, 'Deployment', {
      definition,
      serviceAccount: this.serviceAccount,
      checksum: runConfig.checksum,
    });
    this.service = createService(this, definition, this.deployment);
    this.url = endpointUrl(definition);
    this.remoteUrl = definition.remoteUrl;
    shareBundledRuntime(this, definition);
  }
}

/** JavaScript lets the id be forgotten. */
function toId(id: unknown): string {
  if (typeof id === 'string') return id;
  throw new TypeError(
    'McpRemoteProxy.validate takes the id first, then the props: validate("my-proxy", { remoteUrl: ... })',
  );
}
