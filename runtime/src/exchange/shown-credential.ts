/** What the remote was shown for one request, and what becomes of it when the remote refuses that. */
import { readBearerToken } from '../auth/bearer-token';
import { IssuerError } from '../auth/issuer-error';
import type { Credential, CredentialSource } from '../credentials/credential-source';
import type { Exchange } from './exchange';
import type { Trial } from './judge-head';

/** Whose it is. Where challenges do not go back to the client, they are not about anything of its own. */
export function ownerOf({ credential, withholds }: Exchange, wasRenewed: boolean): Trial['credential'] {
  if (credential !== undefined) return wasRenewed ? 'proxy' : 'renewable';
  return withholds('www-authenticate') ? 'proxy' : 'client';
}

/** Asks `credentials` for what this caller gets; authentication has seen to it that there is a token where one is needed. */
export function requestCredential(
  { caller, request }: Exchange,
  credentials: CredentialSource,
): Credential | Promise<Credential> {
  const shown = readBearerToken(request.rawHeaders);
  return credentials.get({ caller, token: shown.kind === 'token' ? shown.token : '' });
}

/** What was got for this request was refused: nobody else is to be shown with it. */
export function dropCredential({ credential, proxy }: Exchange): void {
  if (credential !== undefined) proxy.credentials?.drop(credential);
}

/** Gets it anew, and calls back with the header to send instead. */
export function renewCredential(exchange: Exchange, resend: (header: string, value: string) => void): void {
  const { credentials } = exchange.proxy;
  if (credentials === undefined) return;
  Promise.resolve(requestCredential(exchange, credentials))
    .then(
      (credential) => {
        if (!exchange.isOver) resend(credentials.header, exchange.useCredential(credentials, credential));
      },
      (error: unknown) => {
        if (!(error instanceof IssuerError)) throw error;
        exchange.fail('ERR_CREDENTIAL_UNAVAILABLE', error.code);
      },
    )
    .catch((error: unknown) => exchange.crash(error));
}
