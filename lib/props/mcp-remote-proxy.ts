import type { Duration } from 'cdk8s';
import type { ConfigMapKeyRefProps } from './ca-bundle';
import type { ClientCredentialsProps, ClientHeadersProps, TokenExchangeProps } from './credentials';
import type { HeaderForwardProps } from './header-forward';
import type { LimitsProps } from './limits';
import type { OidcConfigProps } from './oidc';
import type { ProxyRuntime } from './proxy-runtime';
import type { ResourceOverridesProps } from './resource-overrides';
import type { ResourcesProps } from './resources';
import type { SecretKeyRefProps } from './secret-key-ref';

/** One proxy in front of one remote MCP server. */
export interface McpRemoteProxyProps {
  /**
   * URL of the remote's MCP endpoint: http or https, percent-encoded, without credentials and fragment, and without what
   * URL parsers rewrite, such as `..` in the path or a number for the host. Its query is sent with every request. A
   * parameter whose name says it carries a credential (`api_key`, `token`) is warned about on stderr, and refused with
   * `strict`: the URL is stored in a ConfigMap in plain text.
   */
  readonly remoteUrl: string;

  /**
   * Name of the proxy and of its Deployment: a DNS label (lower-case letters, digits and `-`) of at most 46
   * characters, because the Service is called `mcp-<name>-remote-proxy`. A name that another proxy of the App has in
   * the same chart or namespace is refused, because one would overwrite the other on apply; where a chart gives no
   * namespace, it is warned about on stderr.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * How the remote speaks MCP: `streamable-http`, or `sse` for the older HTTP+SSE of revision 2024-11-05.
   *
   * @default 'streamable-http'
   * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
   */
  readonly transport?: 'streamable-http' | 'sse';

  /**
   * TCP port of the container and of the Service, 1 to 65535.
   *
   * @default 8080
   */
  readonly port?: number;

  /**
   * Headers to set on every request to the remote.
   *
   * @default - none
   */
  readonly headerForward?: HeaderForwardProps;

  /**
   * Who may call the proxy. Without it everybody who can reach the Service may, with the headers and credentials the proxy
   * adds; that is warned about on stderr, and refused with `strict`, unless `{ type: 'none' }` says that it is meant.
   *
   * @default - everybody who can reach the Service
   */
  readonly oidcConfig?: OidcConfigProps;

  /**
   * Scopes a caller's token must have, all of them, in `scope` or `scp`; a caller without is told which (403
   * `insufficient_scope`). The scopes of `oidcConfig` are announced only. Refused for ToolHive's runner, which would not
   * ask for them, and without `oidcConfig`.
   *
   * @default - none
   */
  readonly requiredScopes?: string[];

  /**
   * A token for the remote in exchange for the caller's.
   *
   * @default - none
   */
  readonly tokenExchange?: TokenExchangeProps;

  /**
   * A token of the proxy's own for the remote, renewed before it expires.
   *
   * @default - none
   */
  readonly clientCredentials?: ClientCredentialsProps;

  /**
   * A bearer token for the remote in a Secret, without `Bearer `: the proxy sends it as `Authorization: Bearer <token>`.
   *
   * @default - none
   */
  readonly bearerTokenRef?: SecretKeyRefProps;

  /**
   * Which headers of clients go on to the remote.
   *
   * @default - all that are no business of the proxy
   */
  readonly clientHeaders?: ClientHeadersProps;

  /**
   * Believe the `X-Forwarded-Host`, `-Proto` and `-Prefix` of clients when the endpoint announced by an `sse` remote is
   * rewritten. Only behind a router that sets them itself.
   *
   * @default false
   */
  readonly trustProxyHeaders?: boolean;

  /**
   * Path prefix under which clients reach the proxy through a router, put in front of the endpoint announced by an
   * `sse` remote: path segments such as `/team-a`, without query, fragment and dot segments.
   *
   * @default - none
   */
  readonly endpointPrefix?: string;

  /**
   * Origins of web pages that may call, as browsers send them: scheme, host and, unless it is the scheme's own, port,
   * such as `https://app.example.com`. Wildcards, paths and a trailing slash are refused. Clients that are no web pages
   * send no origin, and are not concerned.
   *
   * @default - no web page may call
   * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
   */
  readonly allowedOrigins?: string[];

  /**
   * ConfigMap with PEM certificates of authorities to trust for the remote, beside the usual ones. It is mounted
   * read-only at `/config/certs/<name>`; the proxy reads it once, at start. ToolHive's own runner ignores it.
   *
   * @default - the certificates the runtime trusts anyway
   */
  readonly remoteCaBundleRef?: ConfigMapKeyRefProps;

  /**
   * Limits on sizes, times and numbers.
   *
   * @default - see each limit
   */
  readonly limits?: LimitsProps;

  /**
   * Time Kubernetes leaves a pod to stop: whole seconds from 6 to 2147483.
   *
   * The first sixth of it, at most 5 s, the proxy still accepts connections, for its endpoint to leave the Service; the
   * last sixth, at most 5 s, is left for the process to end. In between it finishes what is in progress, and cuts what
   * has not finished then. ToolHive's own runner does not follow.
   *
   * @default - 30 s, which is Kubernetes' own default and not in the manifest
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Number of pods, a whole number from 0. Without it the manifest does not say, so that an autoscaler or
   * `kubectl scale` keeps its count; a new Deployment then starts with one.
   *
   * @default - not in the manifest
   */
  readonly replicas?: number;

  /**
   * `ClientIP`: the Service leads an address to the same pod each time, for as long as that pod is there. `None`: it
   * does not, also where a Service of the operator is taken over that did. The proxy needs neither: it keeps no state.
   *
   * @default - not in the manifest, which Kubernetes takes for 'None'
   */
  readonly sessionAffinity?: 'ClientIP' | 'None';

  /**
   * What the container may use and is promised.
   *
   * @default - requests of 50m CPU and 64Mi memory, a limit of 256Mi memory
   */
  readonly resources?: ResourcesProps;

  /**
   * What runs in the container: this project's runtime on a stock Node image, an image of your own, or ToolHive's runner.
   *
   * @default ProxyRuntime.bundled()
   */
  readonly runtime?: ProxyRuntime;

  /**
   * Short for `runtime: ProxyRuntime.fromImage(...)`: an image that has the runtime as its entry point, by name, with
   * registry, tag and digest as needed. A tag that moves (`latest`, or none) is warned about on stderr.
   *
   * @default - as `runtime` says
   */
  readonly image?: string;

  /**
   * When the kubelet pulls the image: `Always`, `IfNotPresent` or `Never`.
   *
   * @default - not in the manifest, which Kubernetes takes for 'Always' with the tag `latest` or none, and else for
   * 'IfNotPresent'
   * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
   */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';

  /**
   * Names of the Secrets with credentials for the registry of the image, in the namespace of the proxy.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Name of an existing ServiceAccount to run as: a DNS-1123 subdomain.
   *
   * @default - a ServiceAccount without any permission is created
   */
  readonly serviceAccountName?: string;

  /**
   * Labels, annotations and env vars to add to the objects.
   *
   * @default - none
   */
  readonly resourceOverrides?: ResourceOverridesProps;

  /**
   * Refuse what is warned about otherwise: a plaintext header, or a query parameter of `remoteUrl`, whose name says it
   * carries a credential, and a proxy that everybody may call without `oidcConfig: { type: 'none' }` saying so.
   *
   * @default false
   */
  readonly strict?: boolean;
}
