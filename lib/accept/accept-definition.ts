/**
 * The front door of the constructs: props in, a sound definition and its RunConfig or one error with every problem out,
 * thrown at once or, where the app asked for that, at its synth.
 */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Issue } from '../../contract/issue';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { checkRunConfig } from '../run-config/self-check';
import { withConfigMapData } from './config-map-data';
import { DefinitionError } from './definition-error';
import { tellIssues } from './issue-origins';
import { judge } from './judge';
import { claimName, validateNameIsFree } from './name-claims';
import { addRefusal, isReportedAtSynth } from './report-at-synth';
import { validateConfigMapData } from './validators/oidc';
import { writeWarnings } from './warnings';

/** What a refused proxy is made of when the app is to run on until its synth fails. It is never rendered. */
const STAND_IN_PROPS: McpRemoteProxyProps = { remoteUrl: 'https://refused.invalid' };

export interface Accepted {
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
}

/** What else is wrong with a definition, for what is to be made of it. */
type Validate = (definition: ProxyDefinition) => Issue[];

/** A construct whose constructor throws is no longer in the tree: its id is free for another try. */
export function acceptDefinition(
  props: unknown,
  construct: IConstruct,
  validateTarget: Validate = () => [],
): Accepted {
  try {
    return acceptInTree(props, construct, validateTarget);
  } catch (error) {
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    throw error;
  }
}

function acceptInTree(props: unknown, construct: IConstruct, validateTarget: Validate): Accepted {
  const { id, path } = construct.node;
  const context = { id, namespace: Chart.of(construct).namespace };
  const { definition, runConfig, ...judged } = judge(props, context, {
    complete: (known) => withConfigMapData(known, construct),
    validate: (known) => [
      ...validateConfigMapData(known),
      ...validateNameIsFree(known, construct),
      ...validateTarget(known),
    ],
  });
  const issues = tellIssues(props, judged.issues);
  if (issues.length > 0) return throwOrStandIn(construct, issues);
  checkRunConfig(runConfig.text, path);
  writeWarnings(definition, construct);
  claimName(definition, construct);
  return { definition, runConfig };
}

/** An app that collects its problems goes on with something in the place of what is refused. */
function throwOrStandIn(construct: IConstruct, issues: readonly Issue[]): Accepted {
  const { path } = construct.node;
  if (!isReportedAtSynth(construct)) throw new DefinitionError(`McpRemoteProxy ${path} is refused`, issues);
  addRefusal(construct, issues);
  return judge(STAND_IN_PROPS, { id: 'refused', namespace: undefined });
}
