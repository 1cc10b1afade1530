/**
 * Which headers of a client go on to the remote, as far as configuration and authentication say, and which of the remote's
 * come back for that reason.
 */
import { headerKey, isCallerCredential, isProtocolOwned } from '../../../contract/header-names';
import type { RunConfigClientHeaders } from '../../../contract/run-config';
import type { InjectedHeaders } from './outbound-headers';

/** True for a field that stays here; the name is given as its `headerKey`. */
export type StaysBehind = (key: string) => boolean;

/** Passes whatever list there is: without it no loop would be noticed. */
const VIA = 'via';

export function createClientFilter(
  isAuthenticated: boolean,
  { drop = [], pass = [] }: RunConfigClientHeaders = {},
): StaysBehind {
  const dropped = new Set(drop.map(headerKey));
  const isDropped = (key: string): boolean =>
    dropped.has(key) || (isAuthenticated && isCallerCredential(key));
  if (pass.length === 0) return isDropped;
  const passed = new Set([VIA, ...pass.map(headerKey)]);
  return (key) => isDropped(key) || !(passed.has(key) || isProtocolOwned(key));
}

/**
 * What a remote says about a credential, and the field a client shows that in. A challenge (RFC 9110 section 11.6.1) would
 * make a client show what it has for the proxy to whomever the remote names; a cookie would be kept and never come back.
 */
const SHOWN_IN: ReadonlyMap<string, string> = new Map([
  ['www-authenticate', 'authorization'],
  ['authentication-info', 'authorization'],
  ['set-cookie', 'cookie'],
  ['set-cookie2', 'cookie'],
]);

/** For fields of answers to a request with these headers injected and those of the client left out. */
export function createAnswerFilter(
  { keys }: Pick<InjectedHeaders, 'keys'>,
  staysBehind: StaysBehind,
): StaysBehind {
  return (key) => {
    const shownIn = SHOWN_IN.get(key);
    return shownIn !== undefined && (keys.has(shownIn) || staysBehind(shownIn));
  };
}
