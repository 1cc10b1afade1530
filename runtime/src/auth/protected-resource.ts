/** The proxy as a protected resource (RFC 9728): what it publishes so that a client finds out where to get a token. */
import type { RunConfigOidc } from '../../../contract/run-config';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** RFC 6749 section 3.3. Others could not be written in a challenge. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

export interface ProtectedResource {
  /** URL of the metadata; undefined when the URL clients know the proxy by is not configured. */
  readonly metadataUrl: string | undefined;
  /** Paths the metadata is served at. */
  readonly metadataPaths: ReadonlySet<string>;
  /** The metadata as JSON. */
  readonly metadata: string;
  /** What a client should ask the issuer for: what is announced, and what is required. */
  readonly scopes: readonly string[];
  readonly requiredScopes: readonly string[];
}

/** `endpoints` are the paths MCP is served at, each of which a client may take for the resource. */
export function buildProtectedResource(
  { Issuer, ResourceURL, Scopes }: RunConfigOidc,
  requiredScopes: readonly string[],
  endpoints: Iterable<string>,
): ProtectedResource {
  const url = URL.parse(ResourceURL);
  const announced = (Scopes ?? []).filter((scope) => SCOPE_TOKEN.test(scope));
  const scopes = [...new Set([...announced, ...requiredScopes])];
  const path = url === null || url.pathname === '/' ? '' : url.pathname;
  return {
    metadataUrl: url === null ? undefined : `${url.origin}${WELL_KNOWN}${path}`,
    metadataPaths: new Set(
      url === null ? [] : ['', path, ...endpoints].map((suffix) => WELL_KNOWN + suffix.replace(/\/$/, '')),
    ),
    metadata: JSON.stringify({
      resource: ResourceURL,
      authorization_servers: [Issuer],
      bearer_methods_supported: ['header'],
      ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    }),
    scopes,
    requiredScopes,
  };
}

/** A whole answer. Fields are names and values in turn. */
export interface MetadataAnswer {
  readonly status: number;
  readonly fields: readonly string[];
  /** Empty for OPTIONS and for what is refused; for HEAD it is there, and not to be sent. */
  readonly body: string;
}

const METHODS = 'GET, HEAD, OPTIONS';

/** Anyone may read it, pages of any origin included: it says nothing that is not meant for everyone. */
const CORS = ['Access-Control-Allow-Origin', '*'];

/** How long a client may keep the metadata, and a browser what it may do. */
const MAX_AGE_SECONDS = 300;

export function buildMetadataAnswer({ metadata }: ProtectedResource, method: string): MetadataAnswer {
  if (method === 'GET' || method === 'HEAD') {
    const fields = ['Content-Type', 'application/json', 'Cache-Control', `max-age=${MAX_AGE_SECONDS}`];
    return { status: 200, fields: [...fields, ...CORS], body: metadata };
  }
  if (method !== 'OPTIONS') return { status: 405, fields: ['Allow', METHODS, ...CORS], body: '' };
  const preflight = [
    ...['Access-Control-Allow-Methods', METHODS],
    // Asked for by name, for SDKs send MCP-Protocol-Version here too; Fetch lets `*` stand for all but Authorization.
    ...['Access-Control-Allow-Headers', '*, Authorization'],
    ...['Access-Control-Max-Age', String(MAX_AGE_SECONDS)],
  ];
  return { status: 204, fields: ['Allow', METHODS, ...CORS, ...preflight], body: '' };
}
