import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { SESSION_AFFINITIES } from '../../definition/proxy-definition';
import type { SessionAffinity } from '../../definition/proxy-definition';

export function validateSessionAffinity(affinity: SessionAffinity | undefined): Issue[] {
  if (affinity === undefined || SESSION_AFFINITIES.includes(affinity)) return [];
  const hint = `use one of ${SESSION_AFFINITIES.join(', ')}`;
  return [issue('ERR_SESSION_AFFINITY_UNKNOWN', 'sessionAffinity', 'is none a Service knows', hint)];
}
