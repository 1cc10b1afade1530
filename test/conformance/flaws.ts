/** Where the suite itself stands in the way of a result. Naming a flaw explains a row and changes no verdict. */
import { tally } from './checks';
import type { Comparison, Row } from './compare';

interface Flaw {
  /** Id of the suite. */
  readonly suite: string;
  readonly scenario: string;
  readonly why: string;
}

const FLAWS: readonly Flaw[] = [
  {
    suite: '0.1',
    scenario: 'server-sse-polling',
    why:
      'it sends MCP-Protocol-Version 2025-03-26 whatever was negotiated, and clients that old must not be sent ' +
      'the empty event it then waits for',
  },
  {
    suite: '0.2',
    scenario: 'tasks-status-notifications',
    why: 'it always skips itself: it looks for notifications where SEP-2663 no longer sends them',
  },
];

/** What is known about a row that says less than it should. */
export function findFlaw({ step }: Comparison, { scenario, direct }: Row): string | undefined {
  const { passed, total } = tally(direct);
  if (total > 0 && passed === total) return undefined;
  return FLAWS.find((flaw) => flaw.suite === step.suite.id && flaw.scenario === scenario)?.why;
}
