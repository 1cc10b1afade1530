/** The three kinds of OIDC configuration as one: what the RunConfig needs, and where the user wrote it. */
import type { CaBundleRefProps } from '../props/ca-bundle';
import type {
  ConfigMapOidcProps,
  InlineOidcProps,
  KubernetesOidcProps,
  OidcConfigProps,
} from '../props/oidc';
import type { SecretKeyRefProps } from '../props/secret-key-ref';
import { caBundlePath, toCaBundle } from './ca-bundle';
import type { CaBundle } from './ca-bundle';
import { textItems } from './loose';
import type { Loose } from './loose';
import { objectNames } from './object-names';
import { toSecretKeyRef } from './secret-key-ref';

const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

export const OIDC_SOURCES = ['kubernetes', 'configMap', 'inline'] as const;
export type OidcSource = (typeof OIDC_SOURCES)[number];

/** What all kinds come down to; empty text means there is none. */
export interface OidcTerms {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly introspectionUrl: string;
  readonly clientId: string;
  readonly caCertPath: string;
  readonly authTokenFile: string;
  readonly allowPrivateIp: boolean;
  readonly insecureAllowHttp: boolean;
  readonly scopes: readonly string[];
}

export interface OidcDefinition {
  readonly type: OidcSource;
  /** Names of the objects that were given, which must be the one of `type` and no other. */
  readonly given: readonly OidcSource[];
  readonly resourceUrl: string;
  readonly terms: OidcTerms;
  readonly clientSecretRef: SecretKeyRefProps | undefined;
  readonly caBundle: CaBundle | undefined;
  readonly configMap: ConfigMapSource | undefined;
}

export interface ConfigMapSource {
  readonly name: string;
  readonly key: string;
  readonly hasData: boolean;
  readonly hasClientSecret: boolean;
}

export interface ProxyAddress {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: number;
}

export function toOidc(props: Loose<OidcConfigProps>, address: ProxyAddress): OidcDefinition {
  const type = props.type ?? 'kubernetes';
  const caBundleRef = caBundleRefOf(props, type);
  const caBundle = caBundleRef && toCaBundle(caBundleRef.configMapRef);
  return {
    type,
    given: OIDC_SOURCES.filter((source) => props[source] !== undefined),
    resourceUrl: props.resourceUrl ?? serviceUrl(address),
    terms: toTerms(props, type, caBundle === undefined ? '' : caBundlePath(caBundle)),
    clientSecretRef:
      type === 'inline' && props.inline?.clientSecretRef
        ? toSecretKeyRef(props.inline.clientSecretRef)
        : undefined,
    caBundle,
    configMap: type === 'configMap' ? toConfigMapSource(props.configMap) : undefined,
  };
}

/** The Service that exists; the operator names one that does not, the proxy's own name without prefix and suffix. */
function serviceUrl({ name, namespace = 'default', port }: ProxyAddress): string {
  return `http://${objectNames(name).service}.${namespace}.svc.cluster.local:${port}`;
}

function caBundleRefOf(props: Loose<OidcConfigProps>, type: OidcSource): Loose<CaBundleRefProps> | undefined {
  return type === 'kubernetes' ? undefined : props[type]?.caBundleRef;
}

function toTerms(props: Loose<OidcConfigProps>, type: OidcSource, mountedCaPath: string): OidcTerms {
  if (type === 'inline') return inlineTerms(props.inline, mountedCaPath);
  return type === 'configMap'
    ? configMapTerms(props.configMap, mountedCaPath)
    : kubernetesTerms(props.kubernetes);
}

function kubernetesTerms(props: Loose<KubernetesOidcProps> = {}): OidcTerms {
  const useClusterAuth = props.useClusterAuth ?? true;
  return {
    issuer: props.issuer || 'https://kubernetes.default.svc',
    audience: props.audience || 'toolhive',
    jwksUrl: props.jwksUrl ?? '',
    introspectionUrl: props.introspectionUrl ?? '',
    clientId: '',
    caCertPath: useClusterAuth ? `${SERVICE_ACCOUNT_DIR}/ca.crt` : '',
    authTokenFile: useClusterAuth ? `${SERVICE_ACCOUNT_DIR}/token` : '',
    allowPrivateIp: useClusterAuth,
    insecureAllowHttp: false,
    scopes: [],
  };
}

function inlineTerms(props: Loose<InlineOidcProps> = {}, mountedCaPath: string): OidcTerms {
  return {
    issuer: props.issuer ?? '',
    audience: props.audience ?? '',
    jwksUrl: props.jwksUrl ?? '',
    introspectionUrl: props.introspectionUrl ?? '',
    clientId: props.clientId ?? '',
    caCertPath: mountedCaPath,
    authTokenFile: props.jwksAuthTokenPath ?? '',
    allowPrivateIp: props.jwksAllowPrivateIP ?? false,
    insecureAllowHttp: props.insecureAllowHTTP ?? false,
    scopes: textItems(props.scopes),
  };
}

/** The keys ToolHive's operator reads, and its way of reading them. */
function configMapTerms(props: Loose<ConfigMapOidcProps> = {}, mountedCaPath: string): OidcTerms {
  const data = new Map(Object.entries(props.data ?? {}));
  const textOf = (key: string): string => data.get(key) ?? '';
  return {
    issuer: textOf('issuer'),
    audience: textOf('audience'),
    jwksUrl: textOf('jwksUrl'),
    introspectionUrl: textOf('introspectionUrl'),
    clientId: textOf('clientId'),
    caCertPath: textOf('thvCABundlePath') || mountedCaPath,
    authTokenFile: textOf('jwksAuthTokenPath'),
    allowPrivateIp: textOf('jwksAllowPrivateIP') === 'true',
    insecureAllowHttp: textOf('insecureAllowHTTP') === 'true',
    scopes: textOf('scopes')
      .split(',')
      .map((scope) => scope.trim())
      .filter((scope) => scope !== ''),
  };
}

function toConfigMapSource(props: Loose<ConfigMapOidcProps> = {}): ConfigMapSource {
  const data = new Map(Object.entries(props.data ?? {}));
  return {
    name: props.name ?? '',
    key: props.key ?? 'oidc.json',
    hasData: props.data !== undefined,
    hasClientSecret: (data.get('clientSecret') ?? '') !== '',
  };
}
