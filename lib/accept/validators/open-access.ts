/** Proxies that everybody may call. */
import { fieldPath, issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { ProxyDefinition } from '../../definition/proxy-definition';

/** Suspicious, and yet sometimes meant so. */
export function validateOpenAccess({ openAccess }: ProxyDefinition): Issue[] {
  if (openAccess === undefined || openAccess.isWrittenOut) return [];
  const message =
    'is missing: everybody who can reach the proxy may use the remote with the headers and credentials it adds';
  const hint = "add it, or write oidcConfig: { type: 'none' } if that is meant";
  return [issue('ERR_OIDC_MISSING', 'oidcConfig', message, hint)];
}

/** What is there to guard, and does not. */
export function validateNoGuard({ openAccess, requiredScopes }: ProxyDefinition): Issue[] {
  if (openAccess === undefined) return [];
  return [
    ...openAccess.withoutEffect.map((name) => extraMember(fieldPath('oidcConfig', name))),
    ...(requiredScopes.length === 0 ? [] : [scopesOfNobody()]),
  ];
}

function extraMember(path: string): Issue {
  const hint = "remove it, or write another type than 'none'";
  return issue('ERR_OIDC_SOURCE_EXTRA', path, 'is not read with the type none', hint);
}

function scopesOfNobody(): Issue {
  const message = 'are asked of tokens, and callers are not asked for one';
  return issue('ERR_CREDENTIAL_NO_CALLER', 'requiredScopes', message, 'add oidcConfig, or remove them');
}
