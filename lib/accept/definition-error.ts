import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';

/** Survives several copies of this package in one process, where `instanceof` does not. */
const MARK = Symbol.for('cdk8s-mcp-remote-proxy.DefinitionError');

/** Everything that is wrong with a definition. Not exported by itself: jsii has no way to say "extends Error". */
export class DefinitionError extends Error {
  public readonly issues: readonly Issue[];

  public constructor(headline: string, issues: readonly Issue[]) {
    super(formatIssues(headline, issues));
    this.name = 'DefinitionError';
    this.issues = issues;
    Object.defineProperty(this, MARK, { value: true });
  }
}

function isMarked(error: unknown): error is DefinitionError {
  return typeof error === 'object' && error !== null && MARK in error;
}

/** Tells the error a construct throws from any other. */
export class DefinitionErrors {
  /** True for the error a construct throws when its definition is refused. */
  public static isDefinitionError(error: unknown): boolean {
    return isMarked(error);
  }

  /** The problems an error lists; none when it is any other error. */
  public static issuesOf(error: unknown): Issue[] {
    return isMarked(error) ? [...error.issues] : [];
  }

  private constructor() {}
}
