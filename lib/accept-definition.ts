/** The front door of the constructs: props in, a sound definition or one error with every problem out. */
import { toDefinition } from './definition';
import type { DefinitionContext, ProxyDefinition } from './definition';
import { DefinitionError } from './definition-error';
import { toKnownProps } from './known-props';
import { validate } from './validate';

export interface AcceptContext extends DefinitionContext {
  /** Path of the construct, for the headline of the error. */
  readonly path: string;
}

export function acceptDefinition(props: unknown, context: AcceptContext): ProxyDefinition {
  const known = toKnownProps(props);
  const definition = toDefinition(known.props, context);
  // A field of the wrong shape has been reported; what stands in for it breaks other rules.
  const semantic = validate(definition).filter((issue) => !known.isRefused(issue.path));
  const issues = [...known.issues, ...semantic];
  if (issues.length > 0) throw new DefinitionError(`McpRemoteProxy ${context.path} is refused`, issues);
  return definition;
}
