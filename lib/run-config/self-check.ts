import { formatIssues } from '../../contract/issue';
import { parseRunConfig } from '../../contract/parse-run-config';

/**
 * Reads back what was written the way the runtime will. A failure is a fault of this package: every definition that
 * reaches this point has been accepted.
 */
export function checkRunConfig(text: string, constructPath: string): void {
  const { issues } = parseRunConfig(JSON.parse(text));
  if (issues !== undefined)
    throw new Error(formatIssues(`the RunConfig of ${constructPath} is faulty`, issues));
}
