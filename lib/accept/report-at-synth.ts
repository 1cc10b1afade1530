/**
 * Apps that want to hear of all refused proxies in one run: their constructs do not throw, and the app's synth fails
 * instead, with everything that was collected. All ways to render a chart of an app go through its validation.
 */
import type { IConstruct } from 'constructs';
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';

/** Key of the switch in the tree's context, which several copies of this package in one process share. */
const REPORT_AT_SYNTH = 'cdk8s-mcp-remote-proxy.reportAtSynth';

export function reportAtSynth({ node }: IConstruct): void {
  if (node.children.length > 0 || node.locked) throw new Error(TOO_LATE);
  node.setContext(REPORT_AT_SYNTH, true);
}

/** What is in the tree already would not be reported, or was thrown before. */
const TOO_LATE =
  'DefinitionErrors.reportAtSynth is called too late: call it right after the App is made, before anything is added to it';

export function isReportedAtSynth({ node }: IConstruct): boolean {
  return node.tryGetContext(REPORT_AT_SYNTH) === true;
}

/** cdk8s writes the construct's path in front. */
export function addRefusal({ node }: IConstruct, issues: readonly Issue[]): void {
  node.addValidation({ validate: () => [formatIssues('is refused', issues)] });
}
