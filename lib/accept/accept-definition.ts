/** The front door of the constructs: props in, a sound definition and its RunConfig or one error with every problem out. */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Issue } from '../../contract/issue';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { checkRunConfig } from '../run-config/self-check';
import { DefinitionError } from './definition-error';
import { judge } from './judge';
import { claimName, validateNameIsFree } from './name-claims';
import { writeWarnings } from './warnings';

export interface Accepted {
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
}

/** A construct that is refused is no longer in the tree: its id is free for another try. */
export function acceptDefinition(props: unknown, construct: IConstruct): Accepted {
  try {
    return acceptInTree(props, construct);
  } catch (error) {
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    throw error;
  }
}

function acceptInTree(props: unknown, construct: IConstruct): Accepted {
  const { id, path } = construct.node;
  const context = { id, namespace: Chart.of(construct).namespace };
  const { definition, runConfig, issues } = judge(props, context, (known) =>
    validateNameIsFree(known, construct),
  );
  refuseAny(issues, path);
  checkRunConfig(runConfig.text, path);
  writeWarnings(definition, construct);
  claimName(definition, construct);
  return { definition, runConfig };
}

function refuseAny(issues: readonly Issue[], path: string): void {
  if (issues.length > 0) throw new DefinitionError(`McpRemoteProxy ${path} is refused`, issues);
}
