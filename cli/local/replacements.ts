/** What is different on this machine, by proxy: the remote, and who says who callers are. */
import { refusedRemoteUrl, validateRemoteUrl } from '../../contract/endpoint-rules';
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { toOidcConfig, validateOidcTerms } from '../../contract/oidc-rules';
import type { OidcTerms } from '../../contract/oidc-rules';
import { isRecord } from '../../contract/shape';
import { findUnknown, isNamed } from './choose-deployments';
import type { ProxyDeployment } from './choose-deployments';
import { mapRunConfig } from './map-run-config';
import type { Adapt, KnownProxy } from './resolve-proxies';

/** As they are on the command line: `URL`, or `NAME=URL` for one of several proxies. */
export interface ReplacementOptions {
  readonly remoteUrl?: readonly string[];
  readonly issuer?: readonly string[];
  readonly jwksUrl?: readonly string[];
}

/** A URL, and the proxy it is for; every one where that is missing. */
interface Assignment {
  readonly name: string | undefined;
  readonly url: string;
}

/** No name has a colon, and every URL has one in front of its first `=`. */
function parseAssignment(text: string): Assignment {
  const [, name, url] = /^([^:=]+)=(.*)$/s.exec(text) ?? [];
  return url === undefined ? { name: undefined, url: text } : { name, url };
}

/** RunConfigs as the options change them. */
export function toAdapt({ remoteUrl = [], issuer = [], jwksUrl = [] }: ReplacementOptions): Adapt {
  const remotes = remoteUrl.map(parseAssignment);
  const issuers = issuer.map(parseAssignment);
  const keys = jwksUrl.map(parseAssignment);
  return (known, issues) => {
    const proxies = known.map(({ proxy }) => proxy);
    const guarded = known.filter(isGuarded).map(({ proxy }) => proxy);
    issues.push(
      ...validateAssignments('--remote-url', remotes, proxies, (url, at) => validateRemoteUrl(url, at)),
      ...validateOneRemote(remotes, proxies),
      ...validateAssignments('--issuer', issuers, proxies, (url, at) => validateTerm('Issuer', url, at)),
      ...validateAssignments('--jwks-url', keys, proxies, (url, at) => validateTerm('JWKSURL', url, at)),
      ...validateGuarded('--issuer', issuers, proxies, guarded),
      ...validateGuarded('--jwks-url', keys, proxies, guarded),
    );
    return known.map(({ proxy, runConfig }) => ({
      proxy,
      runConfig: replaceIssuer(
        replaceRemote(runConfig, urlFor(proxy, remotes)),
        urlFor(proxy, issuers),
        urlFor(proxy, keys),
      ),
    }));
  };
}

/** The one for this proxy alone, else the one for all. */
function urlFor(proxy: ProxyDeployment, assignments: readonly Assignment[]): string | undefined {
  const own = assignments.find(({ name }) => name !== undefined && isNamed(proxy, name));
  return (own ?? assignments.find(({ name }) => name === undefined))?.url;
}

type ValidateUrl = (url: string, option: string) => Issue[];

function validateAssignments(
  option: string,
  assignments: readonly Assignment[],
  proxies: readonly ProxyDeployment[],
  validateUrl: ValidateUrl,
): Issue[] {
  const names = assignments.map(({ name }) => name);
  return [
    ...assignments.flatMap(({ name, url }) => [
      ...validateUrl(url, option),
      ...(name === undefined || proxies.length === 0 ? [] : findUnknown(proxies, name, option)),
    ]),
    ...(new Set(names).size < names.length ? [repeated(option)] : []),
  ];
}

function repeated(option: string): Issue {
  return issue('ERR_LOCAL_OPTION', option, 'says two things about one proxy', 'keep one of them');
}

/** Each proxy has a remote of its own: one for all would send the secrets of some to the remote of another. */
function validateOneRemote(remotes: readonly Assignment[], proxies: readonly ProxyDeployment[]): Issue[] {
  const [first] = proxies;
  if (first === undefined || proxies.length === 1 || remotes.every(({ name }) => name !== undefined))
    return [];
  const labels = proxies.map(({ label }) => label).join(', ');
  const message = `does not say which of ${proxies.length} proxies it is for: ${labels}`;
  const hint = `write --remote-url ${first.label}=URL, or choose the proxy with --name`;
  return [issue('ERR_LOCAL_DEPLOYMENT_AMBIGUOUS', '--remote-url', message, hint)];
}

/** A proxy that asks for no tokens would go on asking for none. */
function validateGuarded(
  option: string,
  assignments: readonly Assignment[],
  proxies: readonly ProxyDeployment[],
  guarded: readonly ProxyDeployment[],
): Issue[] {
  const isFor = (proxy: ProxyDeployment, name: string | undefined) =>
    name === undefined || isNamed(proxy, name);
  return assignments
    .filter(({ name }) => proxies.some((proxy) => isFor(proxy, name)))
    .filter(({ name }) => !guarded.some((proxy) => isFor(proxy, name)))
    .map(({ name }) => {
      const message = `has no effect: ${name ?? 'what is run here'} asks for no tokens`;
      return issue('ERR_LOCAL_OPTION', option, message, 'remove it, or give the proxy an oidcConfig');
    });
}

function isGuarded({ runConfig }: KnownProxy): boolean {
  let found = false;
  mapRunConfig(runConfig, (field, value) => {
    if (field === 'oidc_config' && isRecord(value)) found = true;
    return value;
  });
  return found;
}

/** Plain http on this machine alone: anyone on the way could vouch for tokens. */
function validateTerm(term: 'Issuer' | 'JWKSURL', url: string, option: string): Issue[] {
  const terms: OidcTerms = {
    Issuer: 'https://issuer.invalid',
    Audience: 'any',
    JWKSURL: '',
    IntrospectionURL: '',
    InsecureAllowHTTP: true,
    [term]: url,
  };
  const issues = validateOidcTerms(terms, () => option);
  if (issues.length > 0 || refusedRemoteUrl(url) !== undefined || !isHttp(url) || isOfThisMachine(url))
    return issues;
  const message = 'is not https, so anyone on the way could vouch for tokens';
  return [issue('ERR_OIDC_URL_INVALID', option, message, 'use https, or an address of this machine')];
}

function isHttp(url: string): boolean {
  return /^http:/i.test(url);
}

function isOfThisMachine(url: string): boolean {
  return /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(new URL(url).hostname);
}

function replaceRemote(runConfig: string, url: string | undefined): string {
  if (url === undefined) return runConfig;
  return mapRunConfig(runConfig, (field, value) => (field === 'remote_url' ? url : value));
}

/** ToolHive's operator repeats `oidc_config` in its list of middleware. */
function replaceIssuer(runConfig: string, issuer: string | undefined, keys: string | undefined): string {
  if (issuer === undefined && keys === undefined) return runConfig;
  return mapRunConfig(runConfig, (field, value) =>
    field === 'oidc_config' && isRecord(value) ? withIssuer(value, issuer, keys) : value,
  );
}

/** Without what was for the issuer there was: its authority, a token and a secret for it, and where it is asked about tokens. */
function withIssuer(
  oidc: Readonly<Record<string, unknown>>,
  issuer: string | undefined,
  keys: string | undefined,
): object {
  const { Issuer, Audience, ResourceURL, Scopes, InsecureAllowHTTP } = oidc;
  const isInsecure = [issuer, keys].some((url) => url !== undefined && isHttp(url));
  return toOidcConfig({
    Issuer: issuer ?? Issuer,
    Audience,
    ResourceURL,
    Scopes,
    JWKSURL: keys ?? '',
    AllowPrivateIP: true,
    InsecureAllowHTTP: isInsecure || (issuer === undefined && InsecureAllowHTTP),
  });
}
