import { formatIssues } from '../../contract/issue';
import { parseRunConfig } from '../../contract/parse-run-config';
import { isRecord } from '../../contract/shape';

/**
 * Reads back what was written the way the runtime will. A failure is a fault of this package: every definition that
 * reaches this point has been accepted.
 */
export function checkRunConfig(text: string, constructPath: string): void {
  const document: unknown = JSON.parse(text);
  // The runtime refuses to start with oidc_config until it enforces it; ToolHive's runner takes it.
  const { oidc_config: _guard, ...readable } = isRecord(document) ? document : {};
  const { issues } = parseRunConfig(readable);
  if (issues !== undefined)
    throw new Error(formatIssues(`the RunConfig of ${constructPath} is faulty`, issues));
}
