import type { Issue } from '../../contract/issue';
import type { Shape } from '../../contract/shape';
import type { Loose } from '../definition/loose';
import { toDefinition } from '../definition/proxy-definition';
import type { DefinitionContext, ProxyDefinition } from '../definition/proxy-definition';
import { buildRunConfigDocument } from '../run-config/run-config-document';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { McpRemoteProxyResourceProps } from '../props/mcp-remote-proxy-resource';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { toKnownProps } from './known-props';
import { propsShape } from './props-shape';
import { validate } from './validate';

/** What of the props has the right shape; those of a proxy itself have nothing beside it. */
export type Known = Loose<McpRemoteProxyResourceProps>;

export interface Judgement {
  readonly props: Known;
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
  /** Every problem; the other fields are sound when there is none. */
  readonly issues: Issue[];
}

/** What a definition is for, and what the rest of the app has to do with it. */
export interface Place {
  readonly shape: Shape<McpRemoteProxyResourceProps>;
  /** Takes what is not written in the props from other objects. */
  readonly complete: (props: Loose<McpRemoteProxyProps>) => Loose<McpRemoteProxyProps>;
  readonly validate: (definition: ProxyDefinition, props: Known) => Issue[];
}

const NOWHERE: Place = { shape: propsShape, complete: (props) => props, validate: () => [] };

/** Looks at props from all sides, and at where in the app they are. */
export function judge(props: unknown, context: DefinitionContext, place: Place = NOWHERE): Judgement {
  const known = toKnownProps(props, place.shape);
  const definition = toDefinition(place.complete(known.props), context);
  const runConfig = buildRunConfigDocument(definition);
  const problems = [...validate(definition, runConfig), ...place.validate(definition, known.props)];
  // A field of the wrong shape has been reported; what stands in for it breaks other rules.
  const issues = [...known.issues, ...problems.filter((issue) => !known.isRefused(issue.path))];
  return { props: known.props, definition, runConfig, issues };
}
