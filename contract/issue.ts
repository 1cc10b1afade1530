/**
 * What is wrong with a definition or a RunConfig, said the same way at synth, at start and by the command line.
 */

/** Stable identifiers, one row each in docs/errors.md. Messages may change, codes do not. */
export type IssueCode =
  // shape of the input
  | 'ERR_FIELD_UNKNOWN'
  | 'ERR_FIELD_MISSING'
  | 'ERR_FIELD_TYPE'
  // headers
  | 'ERR_HEADER_NAME_SYNTAX'
  | 'ERR_HEADER_NAME_TOO_LONG'
  | 'ERR_HEADER_HOP_BY_HOP'
  | 'ERR_HEADER_RESTRICTED'
  | 'ERR_HEADER_PROTOCOL_OWNED'
  | 'ERR_HEADER_DUPLICATE'
  | 'ERR_HEADER_ENV_COLLISION'
  | 'ERR_HEADER_VALUE_CONTROL'
  | 'ERR_HEADER_VALUE_WHITESPACE'
  | 'ERR_HEADER_VALUE_NON_ASCII'
  | 'ERR_HEADER_LOOKS_SECRET'
  // the proxy as a set of Kubernetes objects
  | 'ERR_PROXY_NAME_INVALID'
  | 'ERR_PROXY_NAME_TOO_LONG'
  | 'ERR_PROXY_NAME_TAKEN'
  | 'ERR_NAMESPACE_INVALID'
  | 'ERR_SECRET_NAME_INVALID'
  | 'ERR_SECRET_KEY_INVALID'
  | 'ERR_CONFIG_MAP_NAME_INVALID'
  | 'ERR_CONFIG_MAP_KEY_INVALID'
  | 'ERR_SERVICE_ACCOUNT_NAME_INVALID'
  | 'ERR_IMAGE_INVALID'
  | 'ERR_IMAGE_PULL_POLICY_UNKNOWN'
  | 'ERR_RUNTIME_AMBIGUOUS'
  | 'ERR_RUNTIME_UNSUPPORTED'
  | 'ERR_REPLICAS_INVALID'
  | 'ERR_SESSION_AFFINITY_UNKNOWN'
  | 'ERR_QUANTITY_INVALID'
  | 'ERR_QUANTITY_ORDER'
  | 'ERR_METADATA_INVALID'
  | 'ERR_METADATA_RESERVED'
  | 'ERR_TEXT_NOT_YAML'
  | 'ERR_ENV_NAME_INVALID'
  | 'ERR_ENV_NAME_DUPLICATE'
  | 'ERR_ENV_NAME_RESERVED'
  | 'ERR_ENV_VALUE_NUL'
  // where the proxy listens and what it proxies to
  | 'ERR_REMOTE_URL_INVALID'
  | 'ERR_REMOTE_URL_SCHEME'
  | 'ERR_REMOTE_URL_CREDENTIALS'
  | 'ERR_REMOTE_URL_FRAGMENT'
  | 'ERR_REMOTE_URL_LOOKS_SECRET'
  | 'ERR_REMOTE_URL_PRIVATE'
  | 'ERR_TRANSPORT_UNKNOWN'
  | 'ERR_PORT_RANGE'
  | 'ERR_ENDPOINT_PREFIX_INVALID'
  | 'ERR_ORIGIN_INVALID'
  | 'ERR_LIMIT_RANGE'
  | 'ERR_REMOTE_CA_UNREADABLE'
  | 'ERR_FORWARD_PROXY_INVALID'
  // who may call
  | 'ERR_OIDC_TYPE_UNKNOWN'
  | 'ERR_OIDC_SOURCE_MISSING'
  | 'ERR_OIDC_SOURCE_EXTRA'
  | 'ERR_OIDC_MISSING'
  | 'ERR_OIDC_ISSUER_MISSING'
  | 'ERR_OIDC_AUDIENCE_MISSING'
  | 'ERR_OIDC_URL_INVALID'
  | 'ERR_OIDC_SCOPE_INVALID'
  | 'ERR_OIDC_CLIENT_SECRET'
  | 'ERR_OIDC_CONFIG_MAP_DATA_MISSING'
  | 'ERR_OIDC_CONFIG_MAP_SECRET'
  // credentials for the remote
  | 'ERR_CREDENTIAL_CONFIG'
  | 'ERR_CREDENTIAL_CONFLICT'
  | 'ERR_CREDENTIAL_NO_CALLER'
  | 'ERR_CLIENT_HEADERS'
  | 'ERR_CLIENT_HEADERS_CREDENTIAL'
  | 'ERR_CLIENT_HEADERS_PROTOCOL'
  // the process
  | 'ERR_LISTEN'
  // the RunConfig document
  | 'ERR_RUN_CONFIG_UNREADABLE'
  | 'ERR_RUN_CONFIG_JSON'
  | 'ERR_RUN_CONFIG_SCHEMA_VERSION'
  | 'ERR_RUN_CONFIG_UNSUPPORTED'
  | 'ERR_RUN_CONFIG_DISAGREES'
  | 'ERR_RUN_CONFIG_TOO_LARGE'
  // secrets
  | 'ERR_SECRETS_PROVIDER'
  | 'ERR_SECRET_MISSING'
  | 'ERR_SECRET_ID_INVALID'
  // documents: files of Kubernetes manifests
  | 'ERR_DOCUMENT_UNREADABLE'
  | 'ERR_DOCUMENT_YAML'
  | 'ERR_OUTPUT_UNWRITABLE'
  // custom resources of ToolHive's operator
  | 'ERR_RESOURCE_NOT_FOUND'
  | 'ERR_RESOURCE_AMBIGUOUS'
  | 'ERR_RESOURCE_VERSION'
  | 'ERR_RESOURCE_NAMESPACE'
  | 'ERR_RESOURCE_REFERENCE'
  | 'ERR_RESOURCE_UNSUPPORTED'
  | 'ERR_RESOURCE_SOURCE'
  | 'ERR_RESOURCE_INEXPRESSIBLE'
  // manifests run on a laptop
  | 'ERR_LOCAL_BASE64'
  | 'ERR_LOCAL_DEPLOYMENT_NOT_FOUND'
  | 'ERR_LOCAL_DEPLOYMENT_AMBIGUOUS'
  | 'ERR_LOCAL_OBJECT_NOT_FOUND'
  | 'ERR_LOCAL_KEY_NOT_FOUND'
  | 'ERR_LOCAL_ENV_VALUE'
  | 'ERR_LOCAL_UNSUPPORTED'
  | 'ERR_LOCAL_OPTION'
  // an image of the runtime
  | 'ERR_IMAGE_PLATFORM'
  | 'ERR_IMAGE_NODE'
  | 'ERR_IMAGE_WRITE';

/** One problem: what, where (as the user wrote it) and what to do about it. Never holds a header value. */
export interface Issue {
  readonly code: IssueCode;
  /** Path of the offending field as the user wrote it, such as `headerForward.addHeadersFromSecret[1].headerName`. */
  readonly path: string;
  readonly message: string;
  /** The remedy, as an instruction. */
  readonly hint: string;
}

export function issue(code: IssueCode, path: string, message: string, hint: string): Issue {
  return { code, path, message, hint };
}

/** A step in a path: a field name, a list index, or a map key. */
export function fieldPath(parent: string, field: string): string {
  return parent === '' ? field : `${parent}.${field}`;
}

export function indexPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}

export function keyPath(parent: string, key: string): string {
  return `${parent}[${JSON.stringify(key)}]`;
}

/** An entry of a map whose key is not to be shown, by its place among the others. */
export function placePath(parent: string, index: number): string {
  return `${parent}[#${index + 1}]`;
}

/** True when `path` is `outer` or something below it. */
export function isWithin(path: string, outer: string): boolean {
  return outer === '' || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** The longest of `outers` that `path` is within; empty when it is within none. */
export function closestAround(path: string, outers: Iterable<string>): string {
  const around = [...outers].filter((outer) => isWithin(path, outer));
  return around.reduce((closest, outer) => (outer.length > closest.length ? outer : closest), '');
}

/** Renders issues for people: a headline, then code, path, message and remedy of each. */
export function formatIssues(headline: string, issues: readonly Issue[]): string {
  const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`;
  const blocks = issues.map(
    ({ code, path, message, hint }) =>
      `  ${code}  ${path || '(document)'}\n      ${message}\n      -> ${hint}`,
  );
  return [`${headline}: ${count}`, ...blocks].join('\n\n');
}
