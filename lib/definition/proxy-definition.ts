/**
 * Props -> ProxyDefinition: plain data with every default filled in, frozen. Nothing is judged here; what is missing
 * becomes a value the validators refuse.
 */
import type { Transport } from '../../contract/run-config';
import type { HeaderForwardProps } from '../props/header-forward';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type {
  EnvVarProps,
  MetadataOverridesProps,
  ResourceOverridesProps,
} from '../props/resource-overrides';
import type { SecretKeyRefProps } from '../props/secret-key-ref';
import { toMillis } from './amounts';
import { toCaBundle } from './ca-bundle';
import type { CaBundle } from './ca-bundle';
import { DEFAULT_IMAGE } from './image';
import { toLimits } from './limits';
import type { LimitsDefinition } from './limits';
import { textEntries, textItems } from './loose';
import type { Loose } from './loose';
import { toOidc } from './oidc';
import type { OidcDefinition } from './oidc';
import { toResources } from './resources';
import type { ResourcesDefinition } from './resources';
import { toSecretKeyRef } from './secret-key-ref';

/** Entries rather than an object: keys come from users, and `__proto__` is a legal header name. */
export type Entries = readonly (readonly [key: string, value: string])[];

export interface SecretHeader {
  readonly headerName: string;
  readonly valueSecretRef: SecretKeyRefProps;
}

export interface HeaderForwardDefinition {
  readonly plaintext: Entries;
  /** In the order of the source, which is the order of the env vars. */
  readonly fromSecret: readonly SecretHeader[];
}

export interface MetadataDefinition {
  readonly labels: Entries;
  readonly annotations: Entries;
}

export interface OverridesDefinition {
  readonly deployment: MetadataDefinition;
  readonly pod: MetadataDefinition;
  readonly service: MetadataDefinition;
  readonly env: readonly EnvVarProps[];
}

export interface ProxyDefinition {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly remoteUrl: string;
  readonly transport: Transport;
  readonly port: number;
  readonly headerForward: HeaderForwardDefinition;
  readonly oidc: OidcDefinition | undefined;
  readonly trustProxyHeaders: boolean;
  readonly endpointPrefix: string;
  readonly allowedOrigins: readonly string[];
  readonly remoteCa: CaBundle | undefined;
  readonly limits: LimitsDefinition;
  readonly terminationGraceMs: number | undefined;
  readonly replicas: number | undefined;
  readonly resources: ResourcesDefinition;
  readonly image: string;
  readonly serviceAccountName: string | undefined;
  readonly overrides: OverridesDefinition;
  readonly strict: boolean;
}

/** What a definition takes from the construct tree. */
export interface DefinitionContext {
  readonly id: string;
  readonly namespace: string | undefined;
}

export function toDefinition(props: Loose<McpRemoteProxyProps>, context: DefinitionContext): ProxyDefinition {
  const name = props.name ?? context.id;
  const port = props.port ?? 8080;
  return deepFreeze({
    name,
    namespace: context.namespace,
    remoteUrl: props.remoteUrl ?? '',
    transport: props.transport ?? 'streamable-http',
    port,
    headerForward: toHeaderForward(props.headerForward),
    oidc: props.oidcConfig && toOidc(props.oidcConfig, { name, namespace: context.namespace, port }),
    trustProxyHeaders: props.trustProxyHeaders ?? false,
    endpointPrefix: props.endpointPrefix ?? '',
    allowedOrigins: textItems(props.allowedOrigins),
    remoteCa: props.remoteCaBundleRef && toCaBundle(props.remoteCaBundleRef),
    limits: toLimits(props.limits),
    terminationGraceMs: props.terminationGracePeriod && toMillis(props.terminationGracePeriod),
    replicas: props.replicas,
    resources: toResources(props.resources),
    image: props.image ?? DEFAULT_IMAGE,
    serviceAccountName: props.serviceAccountName,
    overrides: toOverrides(props.resourceOverrides),
    strict: props.strict ?? false,
  });
}

function toHeaderForward(props: Loose<HeaderForwardProps> = {}): HeaderForwardDefinition {
  return {
    plaintext: textEntries(props.addPlaintextHeaders),
    fromSecret: (props.addHeadersFromSecret ?? []).map((header) => ({
      headerName: header?.headerName ?? '',
      valueSecretRef: toSecretKeyRef(header?.valueSecretRef),
    })),
  };
}

function toOverrides(props: Loose<ResourceOverridesProps> = {}): OverridesDefinition {
  const { proxyDeployment, proxyService } = props;
  return {
    deployment: toMetadata(proxyDeployment),
    pod: toMetadata(proxyDeployment?.podTemplateMetadataOverrides),
    service: toMetadata(proxyService),
    env: (proxyDeployment?.env ?? []).map((entry) => ({
      name: entry?.name ?? '',
      value: entry?.value ?? '',
    })),
  };
}

function toMetadata(props: Loose<MetadataOverridesProps> = {}): MetadataDefinition {
  return { labels: textEntries(props.labels), annotations: textEntries(props.annotations) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
