/** Who may call: exactly one source, and one that really guards. */
import { refusedRemoteUrl } from '../../../contract/endpoint-rules';
import { fieldPath, issue, keyPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { OIDC_SOURCES } from '../../definition/oidc';
import type { ConfigMapSource, OidcDefinition, OidcSource, OidcTerms } from '../../definition/oidc';
import { validateCaBundle } from './ca-bundle';
import { validateConfigKey, validateDnsSubdomain } from './kubernetes-names';
import { validateSecretKeyRef } from './secret-key-ref';

export function validateOidc(oidc: OidcDefinition): Issue[] {
  if (!OIDC_SOURCES.includes(oidc.type)) return [unknownType()];
  const path = `oidcConfig.${oidc.type}`;
  const sourceIssues = [...validateSources(oidc), ...validateResourceUrl(oidc.resourceUrl)];
  if (oidc.type !== 'kubernetes' && !oidc.given.includes(oidc.type)) return sourceIssues;
  return [
    ...sourceIssues,
    ...(oidc.configMap === undefined ? [] : validateConfigMap(oidc.configMap, path)),
    ...(oidc.configMap?.hasData === false ? [] : validateTerms(oidc.terms, oidc.type)),
    ...(oidc.clientSecretRef === undefined
      ? []
      : validateSecretKeyRef(oidc.clientSecretRef, fieldPath(path, 'clientSecretRef'))),
    ...(oidc.caBundle === undefined
      ? []
      : validateCaBundle(oidc.caBundle, `${path}.caBundleRef.configMapRef`)),
  ];
}

function unknownType(): Issue {
  const hint = `use one of ${OIDC_SOURCES.join(', ')}`;
  return issue('ERR_OIDC_TYPE_UNKNOWN', 'oidcConfig.type', 'is not a kind of OIDC configuration', hint);
}

function validateSources({ type, given }: OidcDefinition): Issue[] {
  const missing = type !== 'kubernetes' && !given.includes(type) ? [missingSource(type)] : [];
  return [
    ...missing,
    ...given.filter((source) => source !== type).map((source) => extraSource(source, type)),
  ];
}

function missingSource(type: OidcSource): Issue {
  const message = `is required by the type ${type}: without it the proxy would run unauthenticated`;
  return issue('ERR_OIDC_SOURCE_MISSING', `oidcConfig.${type}`, message, `add oidcConfig.${type}`);
}

function extraSource(source: OidcSource, type: OidcSource): Issue {
  const hint = `remove it, or write type: '${source}'`;
  return issue('ERR_OIDC_SOURCE_EXTRA', `oidcConfig.${source}`, `is not read with the type ${type}`, hint);
}

/** Where the user wrote a term: a property, or an entry of the ConfigMap's data. */
function termPath(type: OidcSource, term: string): string {
  return type === 'configMap' ? keyPath('oidcConfig.configMap.data', term) : `oidcConfig.${type}.${term}`;
}

function validateTerms(terms: OidcTerms, type: OidcSource): Issue[] {
  const urls = ['issuer', 'jwksUrl', 'introspectionUrl'] as const;
  return [
    ...(terms.issuer === '' ? [missingIssuer(termPath(type, 'issuer'))] : []),
    ...(terms.audience.trim() === '' ? [missingAudience(termPath(type, 'audience'))] : []),
    ...urls.flatMap((term) => validateUrl(terms[term], termPath(type, term), terms.insecureAllowHttp)),
    ...validateIssuerParts(terms.issuer, termPath(type, 'issuer')),
  ];
}

function missingIssuer(path: string): Issue {
  return issue('ERR_OIDC_ISSUER_MISSING', path, 'is missing or empty', "write the issuer's https URL");
}

function missingAudience(path: string): Issue {
  const message = 'is missing or blank; tokens meant for any other service would be accepted';
  return issue(
    'ERR_OIDC_AUDIENCE_MISSING',
    path,
    message,
    'write the audience tokens for this proxy are issued for',
  );
}

function validateUrl(url: string, path: string, allowHttp: boolean): Issue[] {
  if (url === '') return [];
  if (refusedRemoteUrl(url) !== undefined) return [notAnUrl(path)];
  if (allowHttp || /^https:/i.test(url)) return [];
  const hint = 'use https, or set insecureAllowHTTP where the type has it, for development only';
  return [
    issue('ERR_OIDC_URL_INVALID', path, 'is not https, so anyone on the way could vouch for tokens', hint),
  ];
}

function notAnUrl(path: string): Issue {
  const hint = 'write an absolute URL without credentials and fragment, such as https://auth.example.com';
  return issue('ERR_OIDC_URL_INVALID', path, 'is not an http or https URL', hint);
}

/** OpenID Connect Discovery 1.0 section 3 and RFC 8414 section 2: an issuer has no query. */
function validateIssuerParts(url: string, path: string): Issue[] {
  if (!url.includes('?')) return [];
  const message = 'has a query, which an issuer never has (RFC 8414 section 2)';
  return [issue('ERR_OIDC_URL_INVALID', path, message, 'remove the part from ? on')];
}

/** RFC 9728 section 1.2 wants https here; inside a cluster, where TLS ends before the proxy, it is http. */
function validateResourceUrl(url: string): Issue[] {
  return refusedRemoteUrl(url) === undefined ? [] : [notAnUrl('oidcConfig.resourceUrl')];
}

function validateConfigMap(source: ConfigMapSource, path: string): Issue[] {
  const issues = [
    ...validateDnsSubdomain(source.name, fieldPath(path, 'name'), 'ERR_CONFIG_MAP_NAME_INVALID'),
    ...validateConfigKey(source.key, fieldPath(path, 'key'), 'ERR_CONFIG_MAP_KEY_INVALID'),
  ];
  if (!source.hasData) issues.push(missingData(fieldPath(path, 'data')));
  if (source.hasClientSecret) issues.push(secretInData(termPath('configMap', 'clientSecret')));
  return issues;
}

function missingData(path: string): Issue {
  const hint = "pass the ConfigMap's data, or write the configuration out with type: 'inline'";
  return issue(
    'ERR_OIDC_CONFIG_MAP_DATA_MISSING',
    path,
    'is missing, and a synth cannot read the cluster',
    hint,
  );
}

function secretInData(path: string): Issue {
  const hint = "remove it and use type: 'inline' with clientSecretRef";
  return issue('ERR_OIDC_CONFIG_MAP_SECRET', path, 'is a secret in plain text', hint);
}
