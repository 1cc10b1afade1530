import { isIPv6 } from 'node:net';
import { buildConnector } from 'undici';
import { IssuerError } from './issuer-error';
import { isPrivateAddress, lookupPublic } from './private-addresses';

/** Connects to the issuer. `ca` replaces the usual authorities, as it does in ToolHive: the file is the whole trust. */
export function createIssuerConnector(
  ca: string | undefined,
  allowPrivateAddress: boolean,
  timeoutMs: number,
): buildConnector.connector {
  const connect = buildConnector({
    ...(ca === undefined ? {} : { ca }),
    ...(allowPrivateAddress ? {} : { lookup: lookupPublic }),
    // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would switch verification off by itself.
    rejectUnauthorized: true,
    allowH2: false,
    timeout: timeoutMs,
  });
  if (allowPrivateAddress) return connect;
  return (target, callback) => {
    // No look-up is made for an address.
    if (isPrivateAddress(withoutBrackets(target.hostname)))
      callback(new IssuerError('PRIVATE_ADDRESS'), null);
    else connect(target, callback);
  };
}

function withoutBrackets(hostname: string): string {
  const inner = hostname.slice(1, -1);
  return isIPv6(inner) ? inner : hostname;
}
