/** Secrets become values here, exactly once, and are from then on inside a Secret. */
import { bearerTokenSecretId } from '../../../contract/credential-rules';
import { validateHeaderValue } from '../../../contract/header-rules';
import { issue, keyPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { RunConfig } from '../../../contract/run-config';
import { createSecretsProvider } from '../secrets/create-provider';
import type { Environment, SecretsProvider } from '../secrets/provider';
import { Secret } from './secret';

/** One header to set on every request to the remote. `value` is missing when its secret is. */
export interface ResolvedHeader {
  readonly name: string;
  /** `plaintext`, or where the secret comes from. */
  readonly source: string;
  readonly value?: Secret;
}

export interface ResolvedHeaders {
  readonly headers: readonly ResolvedHeader[];
  readonly issues: readonly Issue[];
  /** Things put right without asking; the user should know of them. */
  readonly warnings: readonly string[];
}

/** Resolves every header of a RunConfig, reporting all missing and malformed secrets at once. */
export function resolveHeaders(config: RunConfig, env: Environment): ResolvedHeaders {
  const { add_plaintext_headers = {}, add_headers_from_secret = {} } = config.header_forward ?? {};
  const plaintext = Object.entries(add_plaintext_headers).map(([name, value]): ResolvedHeader => ({
    name,
    source: 'plaintext',
    value: new Secret(value),
  }));
  const secrets = secretHeadersOf(config, add_headers_from_secret);
  if (secrets.length === 0) return { headers: plaintext, issues: [], warnings: [] };

  const { provider, problem } = createSecretsProvider(env);
  if (problem !== undefined) {
    const unresolved = secrets.map(({ name, id }) => ({ name, source: `secret ${id}` }));
    return { headers: [...plaintext, ...unresolved], issues: [problem], warnings: [] };
  }
  const resolved = secrets.map((header) => resolveSecretHeader(header, provider));
  return {
    headers: [...plaintext, ...resolved.map(({ header }) => header)],
    issues: resolved.flatMap(({ issues }) => issues),
    warnings: resolved.flatMap(({ warnings }) => warnings),
  };
}

interface SecretHeader {
  readonly name: string;
  /** Identifier of its secret. */
  readonly id: string;
  /** Where the document names it. */
  readonly path: string;
  /** What goes before the secret in the field value. */
  readonly prefix: string;
}

function secretHeadersOf(
  { remote_auth_config: remoteAuth = {} }: RunConfig,
  fromSecret: Readonly<Record<string, string>>,
): SecretHeader[] {
  const path = 'header_forward.add_headers_from_secret';
  const headers = Object.entries(fromSecret).map(([name, id]) => ({
    name,
    id,
    path: keyPath(path, name),
    prefix: '',
  }));
  const id = bearerTokenSecretId(remoteAuth);
  if (id === undefined) return headers;
  return [
    ...headers,
    { name: 'Authorization', id, path: 'remote_auth_config.bearer_token', prefix: 'Bearer ' },
  ];
}

interface ResolvedSecret {
  readonly header: ResolvedHeader;
  readonly issues: readonly Issue[];
  readonly warnings: readonly string[];
}

function resolveSecretHeader(
  { name, id, path, prefix }: SecretHeader,
  provider: SecretsProvider,
): ResolvedSecret {
  const source = provider.locate(id);
  const raw = provider.get(id);
  // `kubectl create secret --from-file` and `echo | base64` leave a newline that nobody meant.
  const value = raw?.replace(/\r?\n$/, '');
  if (!value) return { header: { name, source }, issues: [missingSecret(name, path, source)], warnings: [] };
  return {
    header: { name, source, value: new Secret(prefix + value) },
    issues: validateHeaderValue(value, path).map((problem) => ({
      ...problem,
      message: `${problem.message} (header ${name}, from ${source})`,
    })),
    warnings: value === raw ? [] : [`removed the newline at the end of ${source} (header ${name})`],
  };
}

function missingSecret(name: string, path: string, source: string): Issue {
  return issue(
    'ERR_SECRET_MISSING',
    path,
    `header ${name} has no value: ${source} is unset or empty`,
    `set ${source}, in Kubernetes through the Secret and key that the Deployment names for it`,
  );
}
