/** What becomes of a command whose output does not get where it should. */
import { formatIssues, issue } from '../contract/issue';
import type { Issue } from '../contract/issue';

/** Beside those of each program. */
export const OUTPUT_EXIT = {
  /** What was made has no place: a folder that cannot be, a full disk. */
  unwritable: 3,
  /** Whoever read the output went away: 128 and the number of SIGPIPE, as a shell tells it of other programs. */
  unread: 141,
} as const;

export const OUTPUT_EXIT_CODES = '3 the output cannot be written, 141 its reader went away';

/** Ends the program when standard output breaks: without a word when its reader has read enough, as `head` does. */
export function endWithOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? OUTPUT_EXIT.unread : reportUnwritable('standard output', error));
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => process.exit(OUTPUT_EXIT.unread));
}

/** Prints why nothing more is written; gives the exit code. */
export function reportUnwritable(place: string, error: unknown): number {
  const problem = toWriteIssue('ERR_OUTPUT_UNWRITABLE', place, error);
  process.stderr.write(`${formatIssues('not everything is written', [problem])}\n`);
  return OUTPUT_EXIT.unwritable;
}

/** What no system call failed with is a failure of this program. */
export function toWriteIssue(code: Issue['code'], place: string, error: unknown): Issue {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return issue(code, place, error.message, 'name a place that can be written to');
}
