/**
 * The RunConfig: the one document both sides share. The keys here are the wire keys, in the order ToolHive writes
 * them, so that its runner and ours can start from the same file.
 */

import type { RunConfigLimits } from './limits';

/** The only schema version there is. ToolHive reads a missing one as this. */
export const SCHEMA_VERSION = 'v0.1.0';

/** Key of the RunConfig in its ConfigMap, and its file name in the pod. */
export const RUN_CONFIG_FILE = 'runconfig.json';

/** Directory the ConfigMap is mounted at. */
export const RUN_CONFIG_DIR = '/etc/runconfig';

export const TRANSPORTS = ['streamable-http', 'sse'] as const;

/** How the remote speaks MCP: Streamable HTTP, or the older HTTP+SSE of revision 2024-11-05. */
export type Transport = (typeof TRANSPORTS)[number];

/** Where clients find MCP by convention, whatever the remote's own path is. */
export const WELL_KNOWN_ENDPOINT: Readonly<Record<Transport, string>> = {
  'streamable-http': '/mcp',
  sse: '/sse',
};

/** Headers for every request to the remote. Values from Secrets appear as identifiers only. */
export interface RunConfigHeaderForward {
  readonly add_plaintext_headers?: Readonly<Record<string, string>>;
  /** Header name to secret identifier; the value is in the env var `TOOLHIVE_SECRET_<identifier>`. */
  readonly add_headers_from_secret?: Readonly<Record<string, string>>;
}

/** Who may call. The keys are Go field names: ToolHive's struct has no JSON tags, and every key is always present. */
export interface RunConfigOidc {
  readonly Issuer: string;
  readonly Audience: string;
  readonly JWKSURL: string;
  readonly ClientID: string;
  /** Always empty here: the value travels in TOOLHIVE_OIDC_CLIENT_SECRET. */
  readonly ClientSecret: string;
  readonly CACertPath: string;
  readonly AuthTokenFile: string;
  readonly AllowPrivateIP: boolean;
  readonly InsecureAllowHTTP: boolean;
  readonly IntrospectionURL: string;
  readonly ResourceURL: string;
  readonly Scopes: readonly string[] | null;
}

/** A token for the remote in exchange for the caller's (RFC 8693), as ToolHive's operator writes it. */
export interface RunConfigTokenExchange {
  readonly token_url: string;
  readonly client_id: string;
  /** Always empty here: the value travels in TOOLHIVE_TOKEN_EXCHANGE_CLIENT_SECRET. */
  readonly client_secret?: string;
  /** Empty means none. */
  readonly audience?: string;
  readonly scopes?: readonly string[];
  /** A URN of RFC 8693 section 3; the default is that of an access token. */
  readonly subject_token_type?: string;
  /** Where the token goes: into Authorization (`replace`, the default), or into a header of its own (`custom`). */
  readonly header_strategy?: string;
  readonly external_token_header_name?: string;
}

/** A token of the proxy's own for the remote (RFC 6749 section 4.4). ToolHive has no such key. */
export interface RunConfigClientCredentials {
  readonly token_url: string;
  readonly client_id: string;
  readonly audience?: string;
  readonly scopes?: readonly string[];
}

/** A bearer token of the proxy's own that never changes, by the identifier of its secret. */
export interface RunConfigRemoteAuth {
  /** `<identifier>,target=bearer_token`: the value is in the env var `TOOLHIVE_SECRET_<identifier>`. */
  readonly bearer_token?: string;
}

/** Which headers of a client go on to the remote, beyond what is never passed on. ToolHive has no such key. */
export interface RunConfigClientHeaders {
  /** Names that do not. */
  readonly drop?: readonly string[];
  /** The only names that do, beside those that belong to HTTP and MCP. */
  readonly pass?: readonly string[];
}

export interface RunConfig {
  readonly schema_version: string;
  /** URL of the remote MCP endpoint: http or https, no credentials, no fragment. */
  readonly remote_url: string;
  /** Name of the proxy; part of every secret identifier. */
  readonly name: string;
  readonly transport: Transport;
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on, 1 to 65535. */
  readonly port: number;
  /** Origins of web pages that may call, such as `https://app.example.com`; others are refused. */
  readonly allowed_origins?: readonly string[];
  readonly oidc_config?: RunConfigOidc;
  /** Scopes a token must have, all of them; `oidc_config.Scopes` are announced only. ToolHive has no such key. */
  readonly required_scopes?: readonly string[];
  /** Believe X-Forwarded-Host, -Proto and -Prefix of the client when rewriting endpoints (sse transport). */
  readonly trust_proxy_headers?: boolean;
  /** Path prefix under which clients reach the proxy, put in front of rewritten endpoints (sse transport). */
  readonly endpoint_prefix?: string;
  readonly token_exchange_config?: RunConfigTokenExchange;
  readonly header_forward?: RunConfigHeaderForward;
  readonly remote_auth_config?: RunConfigRemoteAuth;
  readonly client_credentials_config?: RunConfigClientCredentials;
  readonly client_headers?: RunConfigClientHeaders;
  /** PEM file of certificate authorities to trust for the remote, beside the usual ones. ToolHive has no such key. */
  readonly remote_ca_file?: string;
  /** Limits that differ from the defaults. ToolHive has no such key. */
  readonly limits?: Partial<RunConfigLimits>;
}

/** Line breaks to YAML, or nothing it may hold outside of quotes; in JSON they stand in texts alone. */
const NOT_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** The document as it is stored: two spaces, no trailing newline, as the operator writes it. */
export function serializeRunConfig(config: RunConfig): string {
  return JSON.stringify(config, null, 2).replace(
    NOT_IN_YAML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
