/** Where the keys are, and what they are (OpenID Connect Discovery 1.0 section 4). */
import type { RunConfigOidc } from '../../../contract/run-config';
import { isRecord } from '../../../contract/shape';
import type { IssuerClient } from './issuer-client';
import { IssuerError } from './issuer-error';

/** A document that may hold keys. */
export type FetchKeys = () => Promise<unknown>;

/** The URL of the keys is discovered once, and again when they could not be fetched from it. */
export function createFetchKeys({ Issuer, JWKSURL }: RunConfigOidc, client: IssuerClient): FetchKeys {
  let discovered: string | undefined;
  return async () => {
    const url = JWKSURL || (discovered ?? (await discoverKeysUrl(Issuer, client)));
    discovered = undefined;
    const document = await client.requestJson({ url, method: 'GET' });
    discovered = url;
    return document;
  };
}

async function discoverKeysUrl(issuer: string, client: IssuerClient): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await client.requestJson({ url, method: 'GET' });
  if (!isRecord(document)) throw new IssuerError('DISCOVERY_INVALID');
  // Section 4.3: what speaks for another issuer has no say here.
  if (document['issuer'] !== issuer) throw new IssuerError('DISCOVERY_OTHER_ISSUER');
  if (typeof document['jwks_uri'] !== 'string') throw new IssuerError('DISCOVERY_INVALID');
  return document['jwks_uri'];
}
