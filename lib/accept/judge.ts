import type { Issue } from '../../contract/issue';
import type { Loose } from '../definition/loose';
import { toDefinition } from '../definition/proxy-definition';
import type { DefinitionContext, ProxyDefinition } from '../definition/proxy-definition';
import { buildRunConfigDocument } from '../run-config/run-config-document';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { toKnownProps } from './known-props';
import { propsShape } from './props-shape';
import { validate } from './validate';

export interface Judgement {
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
  /** Every problem; the other fields are sound when there is none. */
  readonly issues: Issue[];
}

/** What the rest of the app has to do with a proxy. */
export interface Place {
  /** Takes what is not written in the props from other objects. */
  readonly complete: (props: Loose<McpRemoteProxyProps>) => Loose<McpRemoteProxyProps>;
  readonly validate: (definition: ProxyDefinition) => Issue[];
}

const NOWHERE: Place = { complete: (props) => props, validate: () => [] };

/** Looks at props from all sides, and at where in the app they are. */
export function judge(props: unknown, context: DefinitionContext, place: Place = NOWHERE): Judgement {
  const known = toKnownProps<McpRemoteProxyProps>(props, propsShape);
  const definition = toDefinition(place.complete(known.props), context);
  const runConfig = buildRunConfigDocument(definition);
  const problems = [...validate(definition, runConfig), ...place.validate(definition)];
  // A field of the wrong shape has been reported; what stands in for it breaks other rules.
  const issues = [...known.issues, ...problems.filter((issue) => !known.isRefused(issue.path))];
  return { definition, runConfig, issues };
}
