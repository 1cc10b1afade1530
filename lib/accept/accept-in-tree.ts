/**
 * The front door of every construct: what is asked for in, or one error with every problem out, thrown at once or, where
 * the app asked for that, at its synth.
 */
import type { IConstruct } from 'constructs';
import type { Issue } from '../../contract/issue';
import { DefinitionError } from './definition-error';
import { tellIssues } from './issue-origins';
import { addRefusal, isReportedAtSynth } from './report-at-synth';

/** What is at the door. */
export interface Candidate<Accepted> {
  /** Name of the class, for people. */
  readonly kind: string;
  readonly props: unknown;
  /** Looks at the props; what it gives is sound when there are no issues. */
  readonly judge: () => Accepted & { readonly issues: readonly Issue[] };
  /** What is to be done once it is known to be sound. */
  readonly welcome?: (accepted: Accepted) => void;
  /** What is made in the place of what was refused when the app is to run on until its synth fails. Never rendered. */
  readonly standIn: () => Accepted;
}

/** A construct whose constructor throws is no longer in the tree: its id is free for another try. */
export function acceptInTree<Accepted>(construct: IConstruct, candidate: Candidate<Accepted>): Accepted {
  try {
    const judged = candidate.judge();
    const issues = tellIssues(candidate.props, judged.issues);
    if (issues.length > 0) return throwOrStandIn(construct, candidate, issues);
    candidate.welcome?.(judged);
    return judged;
  } catch (error) {
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    throw error;
  }
}

function throwOrStandIn<Accepted>(
  construct: IConstruct,
  { kind, standIn }: Candidate<Accepted>,
  issues: readonly Issue[],
): Accepted {
  const { path } = construct.node;
  if (!isReportedAtSynth(construct)) throw new DefinitionError(`${kind} ${path} is refused`, issues);
  addRefusal(construct, issues);
  return standIn();
}
