import type { IConstruct } from 'constructs';
import type { Issue } from '../../contract/issue';
import type { Shape } from '../../contract/shape';
import type { Loose } from '../definition/loose';
import { acceptInTree } from './accept-in-tree';
import { toKnownProps } from './known-props';

/** What a part says of itself: one file of `parts/` holds all of it, with its props and what it makes. */
export interface Part<Props extends object, Definition> {
  /** Name of its class, for people. */
  readonly kind: string;
  readonly shape: Shape<Props>;
  /** Fills in the defaults. Anything may be missing, of a part that is refused all of it. */
  readonly toDefinition: (props: Loose<Props>) => Definition;
  readonly validate: (definition: Definition) => Issue[];
}

/** Lets a part in, or refuses it as a proxy is refused. */
export function acceptPart<Props extends object, Definition>(
  part: Part<Props, Definition>,
  props: unknown,
  construct: IConstruct,
): Definition {
  const { definition } = acceptInTree(construct, {
    kind: part.kind,
    props,
    judge: () => judgePart(part, props),
    standIn: () => ({ definition: part.toDefinition({} as Loose<Props>) }),
  });
  return definition;
}

function judgePart<Props extends object, Definition>(part: Part<Props, Definition>, props: unknown) {
  const known = toKnownProps(props, part.shape);
  const definition = part.toDefinition(known.props);
  const problems = part.validate(definition).filter(({ path }) => !known.isRefused(path));
  return { definition, issues: [...known.issues, ...problems] };
}
