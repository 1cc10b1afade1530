/** What README's first screen tells people to do, as it is printed there. */
import { codeBlocksOf, readPage } from '../docs/markdown';

export interface QuickStart {
  /** What is installed into an empty folder. */
  readonly install: string;
  /** The file of the definition, and what is in it. */
  readonly file: string;
  readonly definition: string;
  /** What is put into the cluster beside what is synthesized. */
  readonly prepare: string;
  /** Synthesizes, applies and calls. */
  readonly call: string;
  /** Some of what the call prints. */
  readonly printed: string;
}

/** Stands in README for a namespace of one's own. */
export const NAMESPACE = 'quick-start';

export function readQuickStart(): QuickStart {
  const [install, definition, prepare, call, printed] = codeBlocksOf('README.md').map(({ code }) => code);
  const [, file] = /^Save as `([\w.]+)`:$/m.exec(readPage('README.md')) ?? [];
  const parts = { install, file, definition, prepare, call, printed };
  for (const [name, part] of Object.entries(parts)) {
    if (part === undefined) throw new Error(`README's first screen has no ${name}`);
  }
  return parts as QuickStart;
}
