import { ApiObject, JsonPatch } from 'cdk8s';
import type { ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { acceptDefinition } from './accept/accept-definition';
import type { Target } from './accept/accept-definition';
import { resourcePropsShape } from './accept/props-shape';
import { buildExternalAuth } from './custom-resource/build-external-auth';
import { buildMcpOidcConfig, buildV1alpha1, buildV1beta1 } from './custom-resource/build-resource';
import { API_GROUP, COMPANION_KINDS, KIND } from './custom-resource/kinds';
import { toVersion } from './custom-resource/resource-version';
import { validateExpressible } from './custom-resource/validate-expressible';
import { isRendered } from './kubernetes/prototype-names';
import type { McpRemoteProxyResourceProps } from './props/mcp-remote-proxy-resource';

const RESOURCE: Target = {
  kind: 'McpRemoteProxyResource',
  shape: resourcePropsShape,
  validate: (definition, known) => validateExpressible(definition, toVersion(known)),
};

/**
 * The same definition as the custom resource of ToolHive's operator, for a cluster that runs it: an MCPRemoteProxy, and
 * with `oidcConfig` in v1beta1 the MCPOIDCConfig it refers to, and with `tokenExchange` or `bearerTokenRef` the
 * MCPExternalAuthConfig. ConfigMaps and Secrets that the definition names have to be in the cluster.
 *
 * The constructor throws one error that lists everything that is wrong with the definition and everything that the
 * resource cannot say; see `DefinitionErrors`.
 */
export class McpRemoteProxyResource extends Construct {
  /** The MCPRemoteProxy. */
  public readonly resource: ApiObject;

  /** The MCPOIDCConfig, where there is one. */
  public readonly oidcConfig?: ApiObject;

  /** The MCPExternalAuthConfig, where there is one. */
  public readonly externalAuthConfig?: ApiObject;

  public constructor(scope: Construct, id: string, props: McpRemoteProxyResourceProps) {
    super(scope, id);
    const { definition, props: known } = acceptDefinition(props, this, RESOURCE);
    const version = toVersion(known);
    const { name, oidc } = definition;
    const names = { oidc: `${name}-oidc`, externalAuth: `${name}-auth` };
    const apiVersion = `${API_GROUP}/${version}`;
    const create = (objectId: string, kind: string, objectName: string, spec: object): ApiObject =>
      createObject(this, objectId, { apiVersion, kind, metadata: { name: objectName }, spec });
    const build = version === 'v1alpha1' ? buildV1alpha1 : buildV1beta1;
    this.resource = create('Resource', KIND, name, build(definition, names));
    if (oidc !== undefined && version !== 'v1alpha1')
      this.oidcConfig = create('OidcConfig', COMPANION_KINDS.oidc, names.oidc, buildMcpOidcConfig(oidc));
    const externalAuth = buildExternalAuth(definition);
    if (externalAuth !== undefined)
      this.externalAuthConfig = create(
        'ExternalAuthConfig',
        COMPANION_KINDS.externalAuth,
        names.externalAuth,
        externalAuth,
      );
  }
}

interface ObjectProps extends ApiObjectProps {
  readonly spec: object;
}

function createObject(scope: Construct, id: string, { spec, ...props }: ObjectProps): ApiObject {
  if (isRendered(spec)) return new ApiObject(scope, id, { ...props, spec });
  const object = new ApiObject(scope, id, props);
  object.addJsonPatch(JsonPatch.add('/spec', spec));
  return object;
}
