/** Resources an API server must refuse by these definitions, each with the words its answer has. */
import { stringify } from 'yaml';

export interface Refusal {
  readonly what: string;
  readonly manifest: string;
  readonly answer: string;
}

const REMOTE = 'https://mcp.example.com/mcp';

function refusal(
  what: string,
  version: string,
  kind: string,
  spec: Record<string, unknown>,
  answer: string,
): Refusal {
  const resource = {
    apiVersion: `toolhive.stacklok.dev/${version}`,
    kind,
    metadata: { name: 'refused' },
    spec,
  };
  return { what: `${version} ${kind}: ${what}`, manifest: stringify(resource), answer };
}

const beta = (what: string, spec: Record<string, unknown>, answer: string): Refusal =>
  refusal(what, 'v1beta1', 'MCPRemoteProxy', { remoteUrl: REMOTE, ...spec }, answer);

const alpha = (what: string, spec: Record<string, unknown>, answer: string): Refusal =>
  refusal(
    what,
    'v1alpha1',
    'MCPRemoteProxy',
    { remoteURL: REMOTE, oidcConfig: { type: 'kubernetes' }, ...spec },
    answer,
  );

const header = { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } };

export const REFUSALS: readonly Refusal[] = [
  beta('no remote', { remoteUrl: undefined }, 'spec.remoteUrl: Required value'),
  beta('a remote that is not http', { remoteUrl: 'ftp://mcp.example.com' }, 'spec.remoteUrl: Invalid value'),
  beta('the field of v1alpha1', { remoteURL: REMOTE }, 'unknown field "spec.remoteURL"'),
  beta('a port out of range', { proxyPort: 65536 }, 'spec.proxyPort: Invalid value'),
  beta('a transport of no remote server', { transport: 'stdio' }, 'spec.transport: Unsupported value'),
  beta('no audience', { oidcConfigRef: { name: 'issuer' } }, 'spec.oidcConfigRef.audience: Required value'),
  beta(
    'an empty audience',
    { oidcConfigRef: { name: 'issuer', audience: '' } },
    'spec.oidcConfigRef.audience',
  ),
  beta('a header twice', { headerForward: { addHeadersFromSecret: [header, header] } }, 'Duplicate value'),
  beta(
    'a header without name',
    { headerForward: { addHeadersFromSecret: [{ ...header, headerName: '' }] } },
    'spec.headerForward.addHeadersFromSecret[0].headerName: Invalid value',
  ),
  beta(
    'two authorizations',
    { authzConfig: { type: 'configMap', configMap: { name: 'a' } }, authzConfigRef: { name: 'b' } },
    'authzConfig and authzConfigRef exclude each other',
  ),
  beta('a type without its object', { authzConfig: { type: 'inline' } }, 'inline belongs to the type inline'),
  beta('a group as text', { groupRef: 'search' }, 'spec.groupRef'),
  beta(
    'an affinity there is none of',
    { sessionAffinity: 'Cookie' },
    'spec.sessionAffinity: Unsupported value',
  ),
  beta('fewer than no pods', { replicas: -1 }, 'spec.replicas: Invalid value'),
  beta('Redis nowhere', { sessionStorage: { provider: 'redis' } }, 'the provider redis needs an address'),
  alpha('no remote', { remoteURL: undefined }, 'spec.remoteURL: Required value'),
  alpha('nobody to let in', { oidcConfig: undefined }, 'spec.oidcConfig: Required value'),
  alpha('the field of v1beta1', { proxyPort: 9090 }, 'unknown field "spec.proxyPort"'),
  alpha('an unknown source', { oidcConfig: { type: 'static' } }, 'spec.oidcConfig.type: Unsupported value'),
  alpha(
    'no issuer',
    { oidcConfig: { type: 'inline', inline: { audience: 'a' } } },
    'spec.oidcConfig.inline.issuer: Required value',
  ),
  alpha(
    'no policy',
    { authzConfig: { type: 'inline', inline: { policies: [] } } },
    'spec.authzConfig.inline.policies: Invalid value',
  ),
  refusal(
    'the object of another type',
    'v1beta1',
    'MCPOIDCConfig',
    { type: 'inline', kubernetesServiceAccount: {} },
    'kubernetesServiceAccount belongs to the type kubernetesServiceAccount',
  ),
  refusal(
    'a token type there is none of',
    'v1beta1',
    'MCPExternalAuthConfig',
    {
      type: 'tokenExchange',
      tokenExchange: { tokenUrl: REMOTE, audience: 'a', subjectTokenType: 'saml' },
    },
    'spec.tokenExchange.subjectTokenType: Invalid value',
  ),
  refusal(
    'no credential',
    'v1alpha1',
    'MCPExternalAuthConfig',
    { type: 'bearerToken' },
    'bearerToken belongs to the type bearerToken',
  ),
];
