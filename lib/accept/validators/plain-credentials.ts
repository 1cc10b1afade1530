/** Values in plain text under names that usually carry a credential: suspicious, and yet sometimes meant so. */
import { isPlausibleHeaderName, looksLikeCredential } from '../../../contract/header-names';
import { issue, keyPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { ProxyDefinition } from '../../definition/proxy-definition';

export function validatePlainCredentials({ remoteUrl, headerForward }: ProxyDefinition): Issue[] {
  const names = headerForward.plaintext.map(([name]) => name).filter(isPlausibleHeaderName);
  return [
    ...(parameterNames(remoteUrl).some(looksLikeCredential) ? [suspiciousQuery()] : []),
    ...names.filter(looksLikeCredential).map(suspiciousHeader),
  ];
}

/** Decoded, as the remote will read them. */
function parameterNames(url: string): string[] {
  return URL.canParse(url) ? [...new URL(url).searchParams.keys()] : [];
}

/** Without the parameter's name: of `?key-123` it is the credential itself. */
function suspiciousQuery(): Issue {
  return issue(
    'ERR_REMOTE_URL_LOOKS_SECRET',
    'remoteUrl',
    'has a query parameter that looks like a credential, which would be stored in plain text',
    'send it as a header through headerForward.addHeadersFromSecret instead',
  );
}

function suspiciousHeader(name: string): Issue {
  return issue(
    'ERR_HEADER_LOOKS_SECRET',
    keyPath('headerForward.addPlaintextHeaders', name),
    'looks like a credential, which would be stored in plain text',
    'move it to headerForward.addHeadersFromSecret, or rename the header if its value is no secret',
  );
}
