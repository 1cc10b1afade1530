/**
 * Props -> ProxyDefinition: plain data with every default filled in, frozen. Nothing is judged here; what is missing
 * becomes a value the validators refuse.
 */
import type { Transport } from '../../contract/run-config';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import { toMillis } from './amounts';
import { toCaBundle } from './ca-bundle';
import type { CaBundle } from './ca-bundle';
import { toCredentials } from './credentials';
import type { CredentialsDefinition } from './credentials';
import { toHeaderForward } from './header-forward';
import type { HeaderForwardDefinition } from './header-forward';
import { toLimits } from './limits';
import type { LimitsDefinition } from './limits';
import { everythingIsRead, textItems } from './loose';
import type { Loose } from './loose';
import { toOidc } from './oidc';
import type { OidcDefinition } from './oidc';
import { toOpenAccess } from './open-access';
import type { OpenAccess } from './open-access';
import { toRuntime } from './proxy-runtime';
import type { RuntimeDefinition } from './proxy-runtime';
import { toOverrides } from './resource-overrides';
import type { OverridesDefinition } from './resource-overrides';
import { toResources } from './resources';
import type { ResourcesDefinition } from './resources';

export const SESSION_AFFINITIES = ['ClientIP', 'None'] as const;
export type SessionAffinity = (typeof SESSION_AFFINITIES)[number];

export const IMAGE_PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'] as const;
export type ImagePullPolicy = (typeof IMAGE_PULL_POLICIES)[number];

export interface ProxyDefinition extends CredentialsDefinition {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly remoteUrl: string;
  readonly transport: Transport;
  readonly port: number;
  readonly headerForward: HeaderForwardDefinition;
  readonly oidc: OidcDefinition | undefined;
  readonly openAccess: OpenAccess | undefined;
  readonly requiredScopes: readonly string[];
  readonly trustProxyHeaders: boolean;
  readonly endpointPrefix: string;
  readonly allowedOrigins: readonly string[];
  readonly remoteCa: CaBundle | undefined;
  readonly limits: LimitsDefinition;
  readonly terminationGraceMs: number | undefined;
  readonly replicas: number | undefined;
  readonly sessionAffinity: SessionAffinity | undefined;
  readonly resources: ResourcesDefinition;
  readonly runtime: RuntimeDefinition;
  readonly imagePullPolicy: ImagePullPolicy | undefined;
  readonly imagePullSecrets: readonly string[];
  readonly serviceAccountName: string | undefined;
  readonly overrides: OverridesDefinition;
  readonly strict: boolean;
}

/** What a definition takes from the construct tree. */
export interface DefinitionContext {
  readonly id: string;
  readonly namespace: string | undefined;
}

type Props = Loose<McpRemoteProxyProps>;

export function toDefinition(props: Props, { id, namespace }: DefinitionContext): ProxyDefinition {
  const {
    remoteUrl = '',
    name = id,
    transport = 'streamable-http',
    port = 8080,
    headerForward,
    oidcConfig,
    requiredScopes,
    tokenExchange,
    clientCredentials,
    bearerTokenRef,
    clientHeaders,
    trustProxyHeaders = false,
    endpointPrefix = '',
    allowedOrigins,
    remoteCaBundleRef,
    limits,
    terminationGracePeriod,
    replicas,
    sessionAffinity,
    resources,
    runtime,
    image,
    imagePullPolicy,
    imagePullSecrets,
    serviceAccountName,
    resourceOverrides,
    strict = false,
    ...leftOver
  } = props;
  everythingIsRead(leftOver);
  return deepFreeze({
    name,
    namespace,
    remoteUrl,
    transport,
    port,
    headerForward: toHeaderForward(headerForward),
    oidc: toOidc(oidcConfig, { name, namespace, port }),
    openAccess: toOpenAccess(oidcConfig),
    requiredScopes: textItems(requiredScopes),
    ...toCredentials({ tokenExchange, clientCredentials, bearerTokenRef, clientHeaders }),
    trustProxyHeaders,
    endpointPrefix,
    allowedOrigins: textItems(allowedOrigins),
    remoteCa: remoteCaBundleRef && toCaBundle(remoteCaBundleRef),
    limits: toLimits(limits),
    terminationGraceMs: terminationGracePeriod && toMillis(terminationGracePeriod),
    replicas,
    sessionAffinity,
    resources: toResources(resources),
    runtime: toRuntime(runtime, image),
    imagePullPolicy,
    imagePullSecrets: textItems(imagePullSecrets),
    serviceAccountName,
    overrides: toOverrides(resourceOverrides),
    strict,
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
