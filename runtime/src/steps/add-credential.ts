import { IssuerError } from '../auth/issuer-error';
import type { Credential } from '../credentials/credential-source';
import type { Exchange } from '../exchange/exchange';
import { requestCredential } from '../exchange/shown-credential';
import { toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';

/** Gets what the remote is to be shown for this caller. Without it nothing is sent, and never the caller's own token. */
export function addCredential(exchange: Exchange): OwnAnswer | undefined | Promise<OwnAnswer | undefined> {
  const { credentials } = exchange.proxy;
  if (credentials === undefined) return undefined;
  const got = requestCredential(exchange, credentials);
  const use = (credential: Credential): undefined => void exchange.useCredential(credentials, credential);
  return got instanceof Promise ? got.then(use, unavailable) : use(got);
}

function unavailable(error: unknown): OwnAnswer {
  if (!(error instanceof IssuerError)) throw error;
  return toRefusal('ERR_CREDENTIAL_UNAVAILABLE', { cause: error.code });
}
