import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { acceptDefinition } from './accept/accept-definition';
import { toPlainValue } from './accept/plain-value';
import { buildMcpOidcConfig, buildV1alpha1, buildV1beta1 } from './custom-resource/build-resource';
import { API_GROUP, COMPANION_KINDS, KIND } from './custom-resource/kinds';
import { validateExpressible } from './custom-resource/validate-expressible';
import type { McpRemoteProxyResourceProps } from './props/mcp-remote-proxy-resource';

/**
 * The same definition as the custom resource of ToolHive's operator, for a cluster that runs it: an MCPRemoteProxy, and
 * with `oidcConfig` in v1beta1 the MCPOIDCConfig it refers to. ConfigMaps and Secrets that the definition names have to be
 * in the cluster.
 *
 * The constructor throws one error that lists everything that is wrong with the definition and everything that the
 * resource cannot say; see `DefinitionErrors`.
 */
export class McpRemoteProxyResource extends Construct {
  /** The MCPRemoteProxy. */
  public readonly resource: ApiObject;

  /** The MCPOIDCConfig, where there is one. */
  public readonly oidcConfig?: ApiObject;

  public constructor(scope: Construct, id: string, props: McpRemoteProxyResourceProps) {
    super(scope, id);
    const { version = 'v1beta1', ...proxyProps } = toPlainValue(props) as McpRemoteProxyResourceProps;
    const { definition } = acceptDefinition(proxyProps, this, (known) => validateExpressible(known, version));
    const { name, oidc } = definition;
    const apiVersion = `${API_GROUP}/${version}`;
    const oidcConfigName = `${name}-oidc`;
    const spec =
      version === 'v1alpha1' ? buildV1alpha1(definition) : buildV1beta1(definition, oidcConfigName);
    this.resource = new ApiObject(this, 'Resource', { apiVersion, kind: KIND, metadata: { name }, spec });
    if (oidc === undefined || version === 'v1alpha1') return;
    this.oidcConfig = new ApiObject(this, 'OidcConfig', {
      apiVersion,
      kind: COMPANION_KINDS.oidc,
      metadata: { name: oidcConfigName },
      spec: buildMcpOidcConfig(oidc),
    });
  }
}
