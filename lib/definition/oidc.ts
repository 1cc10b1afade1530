/** The three kinds of OIDC configuration as one: what the RunConfig needs, and where the user wrote it. */
import { textEntries } from '../../contract/shape';
import { findMeant } from '../../contract/unknown-field';
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
import { everythingIsRead, textItems } from './loose';
import type { Loose } from './loose';
import { serviceOrigin } from './object-names';
import type { ProxyAddress } from './object-names';
import { toSecretKeyRef } from './secret-key-ref';

/** Where Kubernetes mounts what a pod needs to talk to the API server. */
export const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

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
  /** Keys of the data that nobody reads, and what they are a spelling of. */
  readonly misspelt: readonly (readonly [name: string, meant: string])[];
}

/** What depends on the type. */
type SourceDefinition = Omit<OidcDefinition, 'type' | 'given' | 'resourceUrl'>;

type Sources = Loose<Pick<OidcConfigProps, OidcSource>>;

/** Undefined where everybody may call. */
export function toOidc(
  props: Loose<OidcConfigProps> | undefined,
  address: ProxyAddress,
): OidcDefinition | undefined {
  if (props === undefined || props.type === 'none') return undefined;
  const {
    type = 'kubernetes',
    resourceUrl = serviceUrl(address),
    kubernetes,
    configMap,
    inline,
    ...leftOver
  } = props;
  everythingIsRead(leftOver);
  const sources = { kubernetes, configMap, inline };
  const given = OIDC_SOURCES.filter((source) => sources[source] !== undefined);
  return { type, given, resourceUrl, ...toSource(type, sources) };
}

/** The Service that exists; the operator names one that does not, the proxy's own name without prefix and suffix. */
function serviceUrl({ namespace = 'default', ...address }: ProxyAddress): string {
  return serviceOrigin({ namespace, ...address });
}

function toSource(type: OidcSource, { kubernetes, configMap, inline }: Sources): SourceDefinition {
  if (type === 'inline') return toInline(inline);
  return type === 'configMap' ? toConfigMap(configMap) : toKubernetes(kubernetes);
}

function toKubernetes(props: Loose<KubernetesOidcProps> = {}): SourceDefinition {
  const { issuer, audience, jwksUrl = '', introspectionUrl = '', useClusterAuth = true, ...leftOver } = props;
  everythingIsRead(leftOver);
  return {
    terms: {
      issuer: issuer || 'https://kubernetes.default.svc',
      audience: audience || 'toolhive',
      jwksUrl,
      introspectionUrl,
      clientId: '',
      caCertPath: useClusterAuth ? `${SERVICE_ACCOUNT_DIR}/ca.crt` : '',
      authTokenFile: useClusterAuth ? `${SERVICE_ACCOUNT_DIR}/token` : '',
      allowPrivateIp: useClusterAuth,
      insecureAllowHttp: false,
      scopes: [],
    },
    clientSecretRef: undefined,
    caBundle: undefined,
    configMap: undefined,
  };
}

function toInline(props: Loose<InlineOidcProps> = {}): SourceDefinition {
  const {
    issuer = '',
    audience = '',
    jwksUrl = '',
    introspectionUrl = '',
    clientId = '',
    clientSecretRef,
    caBundleRef,
    jwksAuthTokenPath = '',
    jwksAllowPrivateIP = false,
    insecureAllowHTTP = false,
    scopes,
    ...leftOver
  } = props;
  everythingIsRead(leftOver);
  const caBundle = caBundleRef && toReferredCaBundle(caBundleRef);
  return {
    terms: {
      issuer,
      audience,
      jwksUrl,
      introspectionUrl,
      clientId,
      caCertPath: mountedPath(caBundle),
      authTokenFile: jwksAuthTokenPath,
      allowPrivateIp: jwksAllowPrivateIP,
      insecureAllowHttp: insecureAllowHTTP,
      scopes: textItems(scopes),
    },
    clientSecretRef: clientSecretRef && toSecretKeyRef(clientSecretRef),
    caBundle,
    configMap: undefined,
  };
}

function toConfigMap(props: Loose<ConfigMapOidcProps> = {}): SourceDefinition {
  const { name = '', key = 'oidc.json', caBundleRef, data, ...leftOver } = props;
  everythingIsRead(leftOver);
  const caBundle = caBundleRef && toReferredCaBundle(caBundleRef);
  const texts = new Map(textEntries(data));
  return {
    terms: toDataTerms(texts, mountedPath(caBundle)),
    clientSecretRef: undefined,
    caBundle,
    configMap: {
      name,
      key,
      hasData: data !== undefined,
      hasClientSecret: (texts.get('clientSecret') ?? '') !== '',
      misspelt: findMisspelt([...texts.keys()]),
    },
  };
}

/** The keys ToolHive's operator reads in the ConfigMap of `oidcConfig.configMap`. */
export const DATA_KEYS = [
  'issuer',
  'audience',
  'jwksUrl',
  'introspectionUrl',
  'clientId',
  'clientSecret',
  'thvCABundlePath',
  'jwksAuthTokenPath',
  'jwksAllowPrivateIP',
  'insecureAllowHTTP',
  'scopes',
] as const;

const KNOWN_KEYS: ReadonlySet<string> = new Set(DATA_KEYS);

/** A ConfigMap may hold more than this; what is nearly a key was meant to be one. */
function findMisspelt(names: readonly string[]): [name: string, meant: string][] {
  return names.flatMap((name) => {
    const meant = KNOWN_KEYS.has(name) ? undefined : findMeant(name, KNOWN_KEYS);
    return meant === undefined ? [] : [[name, meant]];
  });
}

/** In its way of reading them. */
function toDataTerms(data: ReadonlyMap<string, string>, mountedCaPath: string): OidcTerms {
  const textOf = (key: (typeof DATA_KEYS)[number]): string => data.get(key) ?? '';
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

function toReferredCaBundle(props: Loose<CaBundleRefProps>): CaBundle {
  const { configMapRef, ...leftOver } = props;
  everythingIsRead(leftOver);
  return toCaBundle(configMapRef);
}

function mountedPath(caBundle: CaBundle | undefined): string {
  return caBundle === undefined ? '' : caBundlePath(caBundle);
}
