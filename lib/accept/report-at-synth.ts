/**
 * Apps that want to hear of all refused proxies in one run: their constructs do not throw, and the app's synth fails
 * instead, with everything that was collected. All ways to render a chart of an app go through its validation.
 */
import type { IConstruct } from 'constructs';
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';

/** Key of the switch in the tree's context, which several copies of this package in one process share. */
const REPORT_AT_SYNTH = 'cdk8s-mcp-remote-proxy.reportAtSynth';

export function reportAtSynth(scope: IConstruct): void {
  scope.node.setContext(REPORT_AT_SYNTH, true);
}

export function isReportedAtSynth({ node }: IConstruct): boolean {
  return node.tryGetContext(REPORT_AT_SYNTH) === true;
}

/** cdk8s writes the construct's path in front. */
export function addRefusal({ node }: IConstruct, issues: readonly Issue[]): void {
  node.addValidation({ validate: () => [formatIssues('is refused', issues)] });
}
