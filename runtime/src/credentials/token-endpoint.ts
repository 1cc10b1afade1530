/** Requests for tokens (RFC 6749 section 3.2), and what an authorization server answers. */
import { DEFAULT_LIMITS } from '../../../contract/limits';
import { toOidcConfig } from '../../../contract/oidc-rules';
import type { RunConfig } from '../../../contract/run-config';
import { isRecord } from '../../../contract/shape';
import { createIssuerClient } from '../auth/issuer-client';
import type { FindForwardProxy, IssuerClient } from '../auth/issuer-client';
import { IssuerError } from '../auth/issuer-error';
import { buildClientCredentials } from '../config/basic-credentials';
import { Secret } from '../config/secret';
import type { IssuedToken } from './token-cache';

export interface TokenClient {
  /** URL of the token endpoint. */
  readonly url: string;
  readonly clientId: string;
  /** Missing for a public client, which names itself in the form instead. */
  readonly clientSecret: Secret | undefined;
}

/** Where `expires_in` is missing the server has told in some other way (RFC 6749 section 5.1); short is safe. */
const UNKNOWN_LIFETIME_S = 60;

/** The longest a token is taken to be good, whatever lifetime the server tells. */
const MAX_LIFETIME_S = 24 * 60 * 60;

/**
 * A client for the token endpoint. The configuration names it, http and addresses of the cluster included; where it is at
 * the issuer of callers' tokens, the same authorities vouch for it. Every request in progress may have to ask it.
 */
export function createTokenClient(config: RunConfig, findForwardProxy: FindForwardProxy): IssuerClient {
  const { oidc_config: oidc, token_exchange_config: exchange, client_credentials_config: own } = config;
  const url = exchange?.token_url ?? own?.token_url ?? '';
  const isIssuer = oidc !== undefined && URL.parse(oidc.Issuer)?.origin === URL.parse(url)?.origin;
  const trust = toOidcConfig({
    InsecureAllowHTTP: true,
    AllowPrivateIP: true,
    ...(isIssuer && { CACertPath: oidc.CACertPath }),
  });
  const { concurrent_requests: calls, concurrent_streams: streams } = { ...DEFAULT_LIMITS, ...config.limits };
  return createIssuerClient(trust, findForwardProxy, calls + streams);
}

/** Asks for a token; rejects with an IssuerError where the server gives none. `form` has the grant's own parameters. */
export async function requestToken(
  { url, clientId, clientSecret }: TokenClient,
  form: Readonly<Record<string, string>>,
  client: IssuerClient,
): Promise<IssuedToken> {
  const askedMs = Date.now();
  const answer = await client.requestJson({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(clientSecret && { authorization: buildClientCredentials(clientId, clientSecret) }),
    },
    body: new URLSearchParams(clientSecret ? form : { ...form, client_id: clientId }).toString(),
  });
  return parseToken(answer, askedMs);
}

/** A value that may stand in a header field: the token is `b64token` or close to it (RFC 6750 section 2.1). */
const FIELD_VALUE = /^[\x21-\x7e]{1,16384}$/;

function parseToken(answer: unknown, askedMs: number): IssuedToken {
  if (!isRecord(answer)) throw new IssuerError('NO_TOKEN');
  const { access_token: token, token_type: type, expires_in: lifetime } = answer;
  if (typeof token !== 'string' || !FIELD_VALUE.test(token)) throw new IssuerError('NO_TOKEN');
  // Anything but a bearer token has to be presented in some other way. N_A is no access token (RFC 8693 section 2.2.1).
  if (typeof type !== 'string' || !/^(?:bearer|n_a)$/i.test(type)) throw new IssuerError('TOKEN_TYPE');
  const seconds = typeof lifetime === 'number' && lifetime > 0 ? lifetime : UNKNOWN_LIFETIME_S;
  return { token: new Secret(token), expiresAtMs: askedMs + Math.min(seconds, MAX_LIFETIME_S) * 1000 };
}
