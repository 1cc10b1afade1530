/**
 * Which tokens may open the door: the rules about `oidc_config`, applied to a definition at synth and to a RunConfig at
 * start. Empty text means that a field is not set, as in the document itself.
 */
import { refusedRemoteUrl } from './endpoint-rules';
import { fieldPath, indexPath, issue } from './issue';
import type { Issue } from './issue';
import type { RunConfigOidc } from './run-config';

/** What a field means that is not there. ToolHive writes every one of them. */
const DEFAULTS: RunConfigOidc = {
  Issuer: '',
  Audience: '',
  JWKSURL: '',
  ClientID: '',
  ClientSecret: '',
  CACertPath: '',
  AuthTokenFile: '',
  AllowPrivateIP: false,
  InsecureAllowHTTP: false,
  IntrospectionURL: '',
  ResourceURL: '',
  Scopes: null,
};

/** Fills in what is not there; null counts as that. */
export function toOidcConfig(fields: Partial<Readonly<Record<keyof RunConfigOidc, unknown>>>): RunConfigOidc {
  const present = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(present) };
}

/** Env var that holds the client secret for introspection. */
export const OIDC_CLIENT_SECRET_ENV = 'TOOLHIVE_OIDC_CLIENT_SECRET';

/** What says which tokens are accepted, and where that can be looked up. */
export type OidcTerms = Pick<
  RunConfigOidc,
  'Issuer' | 'Audience' | 'JWKSURL' | 'IntrospectionURL' | 'InsecureAllowHTTP'
>;

/** A field that can be wrong, by its wire name. */
export type OidcTermName = Exclude<keyof OidcTerms, 'InsecureAllowHTTP'>;

/** What is wrong with the terms; `pathOf` says where the user wrote one. */
export function validateOidcTerms(terms: OidcTerms, pathOf: (term: OidcTermName) => string): Issue[] {
  const urls = ['Issuer', 'JWKSURL', 'IntrospectionURL'] as const;
  return [
    ...(terms.Issuer === '' ? [missingIssuer(pathOf('Issuer'))] : []),
    ...(terms.Audience.trim() === '' ? [missingAudience(pathOf('Audience'))] : []),
    ...urls.flatMap((term) => validateIssuerUrl(terms[term], pathOf(term), terms.InsecureAllowHTTP)),
    ...validateIssuerParts(terms.Issuer, pathOf('Issuer')),
  ];
}

/** What is wrong with the whole of `oidc_config`, found at `path`. */
export function validateOidcConfig(config: RunConfigOidc, path: string): Issue[] {
  return [
    ...validateOidcTerms(config, (term) => fieldPath(path, term)),
    ...(config.ResourceURL === ''
      ? []
      : validateResourceUrl(config.ResourceURL, fieldPath(path, 'ResourceURL'))),
    ...(config.ClientSecret === '' ? [] : [plainSecret(fieldPath(path, 'ClientSecret'))]),
  ];
}

/** RFC 6749 section 3.3 */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}

export function validateRequiredScopes(scopes: readonly string[], path: string): Issue[] {
  const message = 'is not a scope, so no token could have it';
  const hint = 'write one scope per entry, without spaces, quotes and backslashes';
  return scopes.flatMap((scope, index) =>
    isScope(scope) ? [] : [issue('ERR_OIDC_SCOPE_INVALID', indexPath(path, index), message, hint)],
  );
}

function plainSecret(path: string): Issue {
  const hint = `leave it empty, and set ${OIDC_CLIENT_SECRET_ENV}, in Kubernetes with a secretKeyRef`;
  return issue('ERR_OIDC_CLIENT_SECRET', path, 'is a secret in plain text', hint);
}

/** RFC 9728 section 1.2 wants https here; inside a cluster, where TLS ends before the proxy, it is http. */
export function validateResourceUrl(url: string, path: string): Issue[] {
  return refusedRemoteUrl(url) === undefined ? [] : [notAnUrl(path)];
}

function missingIssuer(path: string): Issue {
  return issue('ERR_OIDC_ISSUER_MISSING', path, 'is missing or empty', "write the issuer's https URL");
}

function missingAudience(path: string): Issue {
  const message = 'is missing or blank; tokens meant for any other service would be accepted';
  const hint = 'write the audience tokens for this proxy are issued for';
  return issue('ERR_OIDC_AUDIENCE_MISSING', path, message, hint);
}

function validateIssuerUrl(url: string, path: string, allowHttp: boolean): Issue[] {
  if (url === '') return [];
  if (refusedRemoteUrl(url) !== undefined) return [notAnUrl(path)];
  if (allowHttp || /^https:/i.test(url)) return [];
  const message = 'is not https, so anyone on the way could vouch for tokens';
  const hint = 'use https, or set insecureAllowHTTP where the type has it, for development only';
  return [issue('ERR_OIDC_URL_INVALID', path, message, hint)];
}

function notAnUrl(path: string): Issue {
  const hint = 'write an absolute URL without credentials and fragment, such as https://auth.example.com';
  return issue('ERR_OIDC_URL_INVALID', path, 'is not an http or https URL', hint);
}

/** OpenID Connect Discovery 1.0 section 3 and RFC 8414 section 2: an issuer has no query. */
function validateIssuerParts(issuer: string, path: string): Issue[] {
  if (!issuer.includes('?')) return [];
  const message = 'has a query, which an issuer never has (RFC 8414 section 2)';
  return [issue('ERR_OIDC_URL_INVALID', path, message, 'remove the part from ? on')];
}
