/** The proxy between this one and the remote, from the env vars everyone uses. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { Environment } from '../secrets/provider';
import { isExcluded } from './no-proxy';
import { buildBasicCredentials } from './basic-credentials';
import { Secret } from './secret';

export interface ForwardProxy {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Value of Proxy-Authorization, where the URL holds a user. */
  readonly authorization: Secret | undefined;
}

export interface ResolvedForwardProxy {
  /** Missing where the remote is reached directly. */
  readonly proxy?: ForwardProxy;
  readonly issues: readonly Issue[];
}

/** HTTPS_PROXY is for https remotes and HTTP_PROXY for http ones; in either case, lower case first, as in curl. */
export function resolveForwardProxy(remoteUrl: string, env: Environment): ResolvedForwardProxy {
  const remote = new URL(remoteUrl);
  const variable = findVariable(remote.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', env);
  if (variable === undefined) return { issues: [] };
  if (isExcluded(remote, findVariable('NO_PROXY', env)?.value ?? '')) return { issues: [] };
  const proxy = parseProxyUrl(variable.value.trim());
  return proxy === undefined ? { issues: [invalidProxy(variable.name)] } : { proxy, issues: [] };
}

function findVariable(upperCase: string, env: Environment): { name: string; value: string } | undefined {
  const name = [upperCase.toLowerCase(), upperCase].find((candidate) => env[candidate]);
  return name === undefined ? undefined : { name, value: env[name] ?? '' };
}

/**
 * Strict where a password that should have been percent-encoded would make another URL without a word: `/`, `?` and
 * `#` end the host early, and URL parsers take spaces and backslashes for something else (WHATWG URL section 4.4).
 */
function parseProxyUrl(text: string): ForwardProxy | undefined {
  if (/[\s\\]/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, origin, port, pathname, search, hash, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || port === '0' || pathname !== '/' || search + hash !== '')
    return undefined;
  if (username === '' && password === '') return { origin, authorization: undefined };
  const authorization = toAuthorization(username, password);
  return authorization && { origin, authorization };
}

/** RFC 7617 section 2: the user has no colon, and neither part a control character. */
function toAuthorization(username: string, password: string): Secret | undefined {
  const [user, pass] = [percentDecode(username), percentDecode(password)];
  if (user === undefined || pass === undefined || user.includes(':')) return undefined;
  if (/\p{Cc}/u.test(user + pass)) return undefined;
  return new Secret(buildBasicCredentials(user, pass));
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The URL may hold a password, so it is never quoted. */
function invalidProxy(name: string): Issue {
  return issue(
    'ERR_FORWARD_PROXY_INVALID',
    name,
    'is not the URL of an HTTP proxy',
    'write a URL such as http://user:password@proxy.example.com:3128, with % in user and password written as %25, ' +
      '/ as %2F, @ as %40 and so on, or unset it',
  );
}
