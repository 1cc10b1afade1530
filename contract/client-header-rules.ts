/** Which headers of clients go on to the remote: the rules about the lists of them, applied at synth and at start. */
import {
  headerKey,
  isCallerCredential,
  isForwarding,
  isHeaderName,
  isHopByHop,
  isProtocolOwned,
} from './header-names';
import { fieldPath, indexPath, issue } from './issue';
import type { Issue, IssueCode } from './issue';
import type { RunConfigClientHeaders } from './run-config';

/** What is missing may be written as undefined too. */
type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

/** What is wrong with the lists of client headers written at `path`; `isAuthenticated` says that callers need tokens. */
export function validateClientHeaders(
  { drop = [], pass }: Loose<RunConfigClientHeaders>,
  path: string,
  isAuthenticated: boolean,
): Issue[] {
  const isBoth = drop.length > 0 && pass !== undefined && pass.length > 0;
  return [
    ...validateNames(drop, fieldPath(path, 'drop'), refusedDrop),
    ...validateNames(pass ?? [], fieldPath(path, 'pass'), (key) => refusedPass(key, isAuthenticated)),
    ...(isBoth ? [bothLists(path)] : []),
    ...(pass?.length === 0 ? [emptyPass(fieldPath(path, 'pass'))] : []),
  ];
}

/** Why a name has no place in a list; it is given as its `headerKey`. */
type RefuseName = (key: string) => [code: IssueCode, message: string, hint: string] | undefined;

function validateNames(names: readonly string[], path: string, refuse: RefuseName): Issue[] {
  return names.flatMap((name, index) => {
    const [code, message, hint] = (isHeaderName(name) ? refuse(headerKey(name)) : NO_NAME) ?? [];
    return code === undefined ? [] : [issue(code, indexPath(path, index), message as string, hint as string)];
  });
}

const NO_NAME: ReturnType<RefuseName> = [
  'ERR_CLIENT_HEADERS',
  'is not a header field name',
  'use header field names (tokens of RFC 9110 section 5.6.2)',
];

/** A remote does not tell a page's Origin and Expect from nothing; everything else of the protocol it needs. */
function refusedDrop(key: string): ReturnType<RefuseName> {
  if (!isProtocolOwned(key) || key === 'origin' || key === 'expect') return undefined;
  const message = 'is needed by HTTP or MCP: the remote could not understand requests without it';
  return ['ERR_CLIENT_HEADERS_PROTOCOL', message, 'remove it from the list'];
}

/** What never goes on must not be named as if it did. */
function refusedPass(key: string, isAuthenticated: boolean): ReturnType<RefuseName> {
  if (isAuthenticated && isCallerCredential(key)) {
    const message = 'ends at the proxy where callers show it tokens, whatever this list says';
    const hint =
      'remove it; what the remote is to be shown comes from headerForward, tokenExchange or another of these';
    return ['ERR_CLIENT_HEADERS_CREDENTIAL', message, hint];
  }
  const message =
    'is about one connection or says where a request came from, and never goes on to the remote';
  return isHopByHop(key) || isForwarding(key)
    ? ['ERR_CLIENT_HEADERS', message, 'remove it from the list']
    : undefined;
}

function bothLists(path: string): Issue {
  const hint = 'say which to drop, or the only ones to pass';
  return issue('ERR_CLIENT_HEADERS', path, 'has both drop and pass', hint);
}

/** It reads as if nothing may pass, and as if nothing were said. */
function emptyPass(path: string): Issue {
  return issue('ERR_CLIENT_HEADERS', path, 'is empty', 'name the headers that may pass, or remove the list');
}
