/** Credentials for the remote that are got when they are needed: by token exchange, or as the proxy's own. */
import type { RunConfigClientCredentials, RunConfigTokenExchange } from '../../../contract/run-config';
import type { Caller } from '../auth/caller';
import type { IssuerClient } from '../auth/issuer-client';
import { IssuerError } from '../auth/issuer-error';
import type { Secret } from '../config/secret';
import { TokenCache } from './token-cache';
import { requestToken } from './token-endpoint';
import type { TokenClient } from './token-endpoint';

/** For whom a credential is wanted. */
export interface Subject {
  readonly caller: Caller | undefined;
  /** The token the caller showed. */
  readonly token: string;
}

/** A credential as it goes out, and what to know of it if the remote refuses it. */
export interface Credential {
  readonly key: string;
  readonly token: Secret;
}

export interface CredentialSource {
  /** Name of the header field it goes into, after `Bearer `. */
  readonly header: string;
  /** At once where it is remembered, else a promise, which rejects with an IssuerError where none is to be had. */
  get(subject: Subject): Credential | Promise<Credential>;
  /** The remote refused it: it is not used again. */
  drop(credential: Credential): void;
}

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** RFC 8693: the caller's token for one that is meant for the remote, one for each caller with the same rights. */
export function createTokenExchange(
  config: RunConfigTokenExchange,
  clientSecret: Secret | undefined,
  client: IssuerClient,
): CredentialSource {
  const tokens: TokenClient = { url: config.token_url, clientId: config.client_id, clientSecret };
  const header = config.header_strategy === 'custom' ? config.external_token_header_name : undefined;
  const fixed = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: ACCESS_TOKEN,
    subject_token_type: config.subject_token_type || ACCESS_TOKEN,
    ...(config.audience && { audience: config.audience }),
    ...(config.scopes?.length && { scope: config.scopes.join(' ') }),
  };
  return new CachedSource(header ?? 'Authorization', keyOf, async ({ token }) => {
    const issued = await requestToken(tokens, { ...fixed, subject_token: token }, client);
    // An answer that hands it back would have the caller's own token go to the remote.
    if (issued.token.reveal() === token) throw new IssuerError('SAME_TOKEN');
    return issued;
  });
}

/** Who may do different things must not get the same token, and neither must one person by way of two clients. */
function keyOf({ caller }: Subject): string {
  const scopes = [...(caller?.scopes ?? [])].sort();
  return JSON.stringify([caller?.issuer, caller?.subject, caller?.client ?? null, scopes]);
}

/** RFC 6749 section 4.4: a token of the proxy's own, the same for every caller. */
export function createClientCredentials(
  config: RunConfigClientCredentials,
  clientSecret: Secret | undefined,
  client: IssuerClient,
): CredentialSource {
  const tokens: TokenClient = { url: config.token_url, clientId: config.client_id, clientSecret };
  const form = {
    grant_type: 'client_credentials',
    ...(config.audience && { audience: config.audience }),
    ...(config.scopes?.length && { scope: config.scopes.join(' ') }),
  };
  return new CachedSource(
    'Authorization',
    () => '',
    () => requestToken(tokens, form, client),
  );
}

class CachedSource implements CredentialSource {
  readonly header: string;
  readonly #keyOf: (subject: Subject) => string;
  readonly #request: (subject: Subject) => ReturnType<typeof requestToken>;
  readonly #cache = new TokenCache();

  constructor(
    header: string,
    keyOf: (subject: Subject) => string,
    request: (subject: Subject) => ReturnType<typeof requestToken>,
  ) {
    this.header = header;
    this.#keyOf = keyOf;
    this.#request = request;
  }

  get(subject: Subject): Credential | Promise<Credential> {
    const key = this.#keyOf(subject);
    const token = this.#cache.get(key, () => this.#request(subject));
    return token instanceof Promise ? token.then((issued) => ({ key, token: issued })) : { key, token };
  }

  drop({ key, token }: Credential): void {
    this.#cache.drop(key, token);
  }
}
