import type { CaBundleRefProps } from './ca-bundle';
import type { SecretKeyRefProps } from './secret-key-ref';

/** Tokens of the cluster's service accounts. */
export interface KubernetesOidcProps {
  /**
   * The audience a token must be for.
   *
   * @default 'toolhive'
   */
  readonly audience?: string;

  /**
   * URL of the issuer, https.
   *
   * @default 'https://kubernetes.default.svc'
   */
  readonly issuer?: string;

  /**
   * URL of the key set, https.
   *
   * @default - discovered from the issuer
   */
  readonly jwksUrl?: string;

  /**
   * URL of the introspection endpoint for opaque tokens, https.
   *
   * @default - none: opaque tokens are refused
   */
  readonly introspectionUrl?: string;

  /**
   * Talk to the issuer with a token of the pod's service account and the cluster's CA, which are mounted for that at
   * `/var/run/secrets/kubernetes.io/serviceaccount`: the token is for the API server and expires within an hour unless
   * the kubelet renews it. False mounts neither.
   *
   * @default true
   */
  readonly useClusterAuth?: boolean;
}

/** An OIDC configuration kept in a ConfigMap that other proxies share. */
export interface ConfigMapOidcProps {
  /** Name of the ConfigMap: a DNS-1123 subdomain of at most 253 characters. */
  readonly name: string;

  /**
   * Key of the document in the ConfigMap, as the custom resource has it. ToolHive reads the individual keys of the
   * ConfigMap whatever this says, and so does this construct.
   *
   * @default 'oidc.json'
   */
  readonly key?: string;

  /**
   * Certificates to trust when talking to the issuer.
   *
   * @default - the certificates the runtime trusts anyway
   */
  readonly caBundleRef?: CaBundleRefProps;

  /**
   * The ConfigMap's `data`, where the app does not make the ConfigMap itself: a synth cannot read the cluster.
   *
   * Keys that are read: `issuer`, `audience`, `jwksUrl`, `introspectionUrl`, `clientId`, `thvCABundlePath`,
   * `jwksAuthTokenPath`, `jwksAllowPrivateIP` and `insecureAllowHTTP` (on when exactly `true`), `scopes` (separated by
   * commas). `issuer` and `audience` must be there; `clientSecret` is refused, because it would be stored in plain text.
   *
   * @default - the data of the ConfigMap of this name in the proxy's namespace, which the app has to make before the proxy
   */
  readonly data?: { [key: string]: string };
}

/** An OIDC configuration written out. */
export interface InlineOidcProps {
  /** URL of the issuer: https, without query and fragment (OpenID Connect Discovery 1.0 section 3). */
  readonly issuer: string;

  /** The audience a token must be for. ToolHive skips the check when it is empty, so it must not be blank. */
  readonly audience: string;

  /**
   * URL of the key set, https.
   *
   * @default - discovered from the issuer
   */
  readonly jwksUrl?: string;

  /**
   * URL of the introspection endpoint for opaque tokens, https.
   *
   * @default - none: opaque tokens are refused
   */
  readonly introspectionUrl?: string;

  /**
   * Client id for introspection.
   *
   * @default - none
   */
  readonly clientId?: string;

  /**
   * The client secret for introspection, which reaches the container as an env var with a reference. There is no
   * plaintext `clientSecret`: it would be stored in a ConfigMap.
   *
   * @default - none
   */
  readonly clientSecretRef?: SecretKeyRefProps;

  /**
   * Certificates to trust when talking to the issuer.
   *
   * @default - the certificates the runtime trusts anyway
   */
  readonly caBundleRef?: CaBundleRefProps;

  /**
   * File in the container with a bearer token for requests to the issuer.
   *
   * @default - none
   */
  readonly jwksAuthTokenPath?: string;

  /**
   * Allow the issuer's URLs to lead to private IP addresses.
   *
   * @default false
   */
  readonly jwksAllowPrivateIP?: boolean;

  /**
   * Allow http URLs for the issuer, for development only.
   *
   * @default false
   */
  readonly insecureAllowHTTP?: boolean;

  /**
   * Scopes announced in the protected resource metadata (RFC 9728). A token need not have them.
   *
   * @default - none announced
   */
  readonly scopes?: string[];
}

/**
 * Who may call the proxy. Exactly the object that belongs to `type` may be given.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization
 */
export interface OidcConfigProps {
  /**
   * Which kind of configuration follows. `inline` and `configMap` need the object of their name; without it ToolHive
   * would run the proxy unauthenticated. `none`, by itself, says that everybody who can reach the proxy may call it.
   *
   * @default 'kubernetes'
   */
  readonly type?: 'kubernetes' | 'configMap' | 'inline' | 'none';

  /**
   * URL clients know the proxy by, for the protected resource metadata (RFC 9728). Without fragment.
   *
   * @default - http://mcp-<name>-remote-proxy.<namespace>.svc.cluster.local:<port>
   */
  readonly resourceUrl?: string;

  /**
   * Tokens of the cluster's service accounts.
   *
   * @default - all its defaults, when type is 'kubernetes'
   */
  readonly kubernetes?: KubernetesOidcProps;

  /**
   * A configuration kept in a ConfigMap.
   *
   * @default - none
   */
  readonly configMap?: ConfigMapOidcProps;

  /**
   * A configuration written out.
   *
   * @default - none
   */
  readonly inline?: InlineOidcProps;
}
