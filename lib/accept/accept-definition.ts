/** The front door of the constructs: props in, a sound definition and its RunConfig or one error with every problem out. */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { toDefinition } from '../definition/proxy-definition';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { buildRunConfigDocument } from '../run-config/run-config-document';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { DefinitionError } from './definition-error';
import { toKnownProps } from './known-props';
import { claimName, validateNameIsFree } from './name-claims';
import { validate } from './validate';

export interface Accepted {
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
}

export function acceptDefinition(props: unknown, construct: IConstruct): Accepted {
  const { id, path } = construct.node;
  const known = toKnownProps(props);
  const definition = toDefinition(known.props, { id, namespace: Chart.of(construct).namespace });
  const runConfig = buildRunConfigDocument(definition);
  const problems = [...validate(definition, runConfig), ...validateNameIsFree(definition, construct)];
  // A field of the wrong shape has been reported; what stands in for it breaks other rules.
  const issues = [...known.issues, ...problems.filter((issue) => !known.isRefused(issue.path))];
  if (issues.length > 0) throw new DefinitionError(`McpRemoteProxy ${path} is refused`, issues);
  claimName(definition, construct);
  return { definition, runConfig };
}
