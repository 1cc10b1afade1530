/** What becomes of the head of the remote's answer. */
import type { ProxyErrorCode } from '../errors';
import type { ResponseHead } from '../headers/response-headers';
import { followedRedirect, leadsElsewhere, MAX_REDIRECTS } from '../target/redirect';

export type Verdict =
  /** The client gets it. */
  | { readonly kind: 'pass' }
  /** The client gets an error of our own instead. */
  | {
      readonly kind: 'fail';
      readonly code: ProxyErrorCode;
      readonly cause: string;
      /** Header it is about. */
      readonly header?: string;
    }
  /** The request is sent again, to `target`. */
  | { readonly kind: 'redirect'; readonly target: string }
  /** The request is sent again, with a credential that is got anew. */
  | { readonly kind: 'renew' };

/** What the verdict depends on beside the head. */
export interface Trial {
  /** Scheme, host and port of the remote. */
  readonly origin: string;
  /** Path and query that were asked for. */
  readonly target: string;
  /** Whether the whole request is at hand, to be sent again. */
  readonly isRepeatable: boolean;
  /** How many redirects were followed. */
  readonly redirects: number;
  /** What the remote saw: the client's own, the proxy's, or one that was got for this request and can be got anew. */
  readonly credential: 'client' | 'proxy' | 'renewable';
  /** Whether the client showed a token that is for the proxy and nobody else. */
  readonly hasCaller: boolean;
}

const PASS: Verdict = { kind: 'pass' };
const RENEW: Verdict = { kind: 'renew' };

/**
 * RFC 9110 section 11.6.1: a 401 is about Authorization. Where that is not the client's own, the client could not mend
 * it.
 */
const REFUSED_CREDENTIAL: Verdict = {
  kind: 'fail',
  code: 'ERR_UPSTREAM_CREDENTIAL',
  cause: 'HTTP_401',
  header: 'Authorization',
};

/** Whoever followed it would ask that place for what only the proxy may ask: a challenge of its would be obeyed, too. */
const LED_ELSEWHERE: Verdict = { kind: 'fail', code: 'ERR_UPSTREAM_REDIRECT', cause: 'OTHER_ORIGIN' };

export function judgeHead(status: number, head: ResponseHead, trial: Trial): Verdict {
  if (head.flaw !== undefined) return { kind: 'fail', code: 'ERR_UPSTREAM_MALFORMED', cause: head.flaw };
  if (status === 401) return judgeChallenge(trial);
  const target = followedRedirect(status, head.location, trial.origin, trial.target);
  if (target !== undefined && trial.redirects < MAX_REDIRECTS && trial.isRepeatable)
    return { kind: 'redirect', target };
  return trial.hasCaller && leadsElsewhere(status, head.location) ? LED_ELSEWHERE : PASS;
}

function judgeChallenge({ credential, isRepeatable }: Trial): Verdict {
  if (credential === 'client') return PASS;
  return credential === 'renewable' && isRepeatable ? RENEW : REFUSED_CREDENTIAL;
}
