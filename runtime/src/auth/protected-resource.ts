/** The proxy as a protected resource (RFC 9728): what it publishes so that a client finds out where to get a token. */
import { isScope } from '../../../contract/oidc-rules';
import { toJsonBody, toRefusal } from '../http/own-answer';
import type { OwnAnswer, OwnBody } from '../http/own-answer';
import type { RunConfigOidc } from '../../../contract/run-config';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

export interface ProtectedResource {
  /** URL of the metadata; undefined when the URL clients know the proxy by is not configured. */
  readonly metadataUrl: string | undefined;
  /** Paths the metadata is served at. */
  readonly metadataPaths: ReadonlySet<string>;
  readonly metadata: OwnBody;
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
  // What is no scope could not be written in a challenge either.
  const announced = (Scopes ?? []).filter(isScope);
  const scopes = [...new Set([...announced, ...requiredScopes])];
  const path = url === null || url.pathname === '/' ? '' : url.pathname;
  return {
    metadataUrl: url === null ? undefined : `${url.origin}${WELL_KNOWN}${path}`,
    metadataPaths: new Set(
      url === null ? [] : ['', path, ...endpoints].map((suffix) => WELL_KNOWN + suffix.replace(/\/$/, '')),
    ),
    metadata: toJsonBody({
      resource: ResourceURL,
      authorization_servers: [Issuer],
      bearer_methods_supported: ['header'],
      ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    }),
    scopes,
    requiredScopes,
  };
}

const METHODS = 'GET, HEAD, OPTIONS';

/** Anyone may read it, pages of any origin included: it says nothing that is not meant for everyone. */
const CORS = ['Access-Control-Allow-Origin', '*'];

/** How long a client may keep the metadata, and a browser what it may do. */
const MAX_AGE_SECONDS = 300;

export function buildMetadataAnswer({ metadata }: ProtectedResource, method: string): OwnAnswer {
  if (method === 'GET' || method === 'HEAD') {
    const fields = ['Cache-Control', `max-age=${MAX_AGE_SECONDS}`, ...CORS];
    return { status: 200, fields, body: metadata };
  }
  if (method !== 'OPTIONS') return toRefusal('ERR_PROXY_METHOD', { fields: ['Allow', METHODS, ...CORS] });
  const preflight = [
    ...['Access-Control-Allow-Methods', METHODS],
    // Asked for by name, for SDKs send MCP-Protocol-Version here too; Fetch lets `*` stand for all but Authorization.
    ...['Access-Control-Allow-Headers', '*, Authorization'],
    ...['Access-Control-Max-Age', String(MAX_AGE_SECONDS)],
  ];
  return { status: 204, fields: ['Allow', METHODS, ...CORS, ...preflight] };
}
