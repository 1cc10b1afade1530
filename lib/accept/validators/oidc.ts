/** Who may call: exactly one source, and one that really guards. */
import { fieldPath, issue, keyPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { validateOidcTerms, validateResourceUrl } from '../../../contract/oidc-rules';
import type { OidcTermName } from '../../../contract/oidc-rules';
import { OIDC_SOURCES } from '../../definition/oidc';
import type { ConfigMapSource, OidcDefinition, OidcSource, OidcTerms } from '../../definition/oidc';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import { buildOidc } from '../../run-config/build-oidc';
import { validateCaBundle } from './ca-bundle';
import { validateConfigKey, validateDnsSubdomain } from './kubernetes-names';
import { validateSecretKeyRef } from './secret-key-ref';

export function validateOidc(oidc: OidcDefinition): Issue[] {
  if (!OIDC_SOURCES.includes(oidc.type)) return [unknownType()];
  const path = `oidcConfig.${oidc.type}`;
  const resourceIssues = validateResourceUrl(oidc.resourceUrl, 'oidcConfig.resourceUrl');
  const sourceIssues = [...validateSources(oidc), ...resourceIssues];
  if (oidc.type !== 'kubernetes' && !oidc.given.includes(oidc.type)) return sourceIssues;
  return [
    ...sourceIssues,
    ...(oidc.configMap === undefined ? [] : validateConfigMap(oidc.configMap, path)),
    ...(oidc.configMap === undefined ? [] : validateKeys(oidc.configMap)),
    ...(oidc.configMap?.hasData === false ? [] : validateTerms(oidc)),
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

/** The property, or key of the data, behind each wire name. */
const TERM_PROPS = {
  Issuer: 'issuer',
  Audience: 'audience',
  JWKSURL: 'jwksUrl',
  IntrospectionURL: 'introspectionUrl',
} as const satisfies Record<OidcTermName, keyof OidcTerms>;

function validateTerms(oidc: OidcDefinition): Issue[] {
  return validateOidcTerms(buildOidc(oidc), (term) => termPath(oidc.type, TERM_PROPS[term]));
}

/** Where the user wrote a term: a property, or an entry of the ConfigMap's data. */
function termPath(type: OidcSource, term: string): string {
  return type === 'configMap' ? keyPath('oidcConfig.configMap.data', term) : `oidcConfig.${type}.${term}`;
}

function validateConfigMap(source: ConfigMapSource, path: string): Issue[] {
  const issues = [
    ...validateDnsSubdomain(source.name, fieldPath(path, 'name'), 'ERR_CONFIG_MAP_NAME_INVALID'),
    ...validateConfigKey(source.key, fieldPath(path, 'key'), 'ERR_CONFIG_MAP_KEY_INVALID'),
  ];
  if (source.hasClientSecret) issues.push(secretInData(termPath('configMap', 'clientSecret')));
  return issues;
}

/** Whether the data is there, which only the app can tell: it may be that of a ConfigMap of its own. */
export function validateConfigMapData({ oidc }: Pick<ProxyDefinition, 'oidc'>): Issue[] {
  if (oidc?.configMap === undefined || oidc.configMap.hasData || oidc.configMap.name === '') return [];
  const message = 'is missing, the app has no such ConfigMap so far, and a synth cannot read the cluster';
  const hint =
    "create the ConfigMap in the app, in the proxy's namespace and before the proxy, or pass its data, or use type: 'inline'";
  return [issue('ERR_OIDC_CONFIG_MAP_DATA_MISSING', 'oidcConfig.configMap.data', message, hint)];
}

/** What ToolHive would pass over may have been meant to keep somebody out. */
function validateKeys({ misspelt }: ConfigMapSource): Issue[] {
  return misspelt.map(([name, meant]) => {
    const hint = `did you mean ${meant}? Otherwise rename it`;
    return issue('ERR_FIELD_UNKNOWN', termPath('configMap', name), 'is no key that is read', hint);
  });
}

function secretInData(path: string): Issue {
  const hint = "remove it and use type: 'inline' with clientSecretRef";
  return issue('ERR_OIDC_CONFIG_MAP_SECRET', path, 'is a secret in plain text', hint);
}
