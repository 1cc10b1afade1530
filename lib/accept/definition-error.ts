import type { IConstruct } from 'constructs';
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { reportAtSynth } from './report-at-synth';

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

/** What an app can do about refused definitions. */
export class DefinitionErrors {
  /**
   * Hear of the problems of all proxies in one run: from here on, a proxy under `scope` whose definition is refused does
   * not throw. The app goes on, and its synth fails with the problems of every such proxy, each with code, path, message
   * and remedy. Nothing is written then, and nothing can be: all that renders a chart validates the whole app first.
   *
   * Until then the members of a refused proxy are stand-ins that other constructs can refer to.
   *
   * @param scope the App, before anything is added to it; throws when it has children already
   */
  public static reportAtSynth(scope: IConstruct): void {
    reportAtSynth(scope);
  }

  /**
   * True for the error a construct throws when its definition is refused. In JavaScript and TypeScript only: other
   * languages get the message of an error and nothing else, see `McpRemoteProxy.validate`.
   */
  public static isDefinitionError(error: unknown): boolean {
    return isMarked(error);
  }

  /**
   * The problems an error lists; none when it is any other error. In JavaScript and TypeScript only: other languages get
   * the message of an error and nothing else, see `McpRemoteProxy.validate`.
   */
  public static issuesOf(error: unknown): Issue[] {
    return isMarked(error) ? [...error.issues] : [];
  }

  private constructor() {}
}
