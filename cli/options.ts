/** Options that several commands have. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { parsePort } from '../runtime/src/index';

/** An option's value that is a port; 0 lets the system choose. */
export function portOption(text: string): number {
  try {
    return parsePort(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

export function filenameOption(): Option {
  const description =
    'what was synthesized, or MCPRemoteProxy documents with what they refer to: files, or folders of them, as for ' +
    'kubectl apply; - is standard input';
  return new Option('-f, --filename <path...>', description);
}

/** What else can be said of the documents of `-f`. */
export function addDocumentOptions(command: Command): Command {
  return command
    .option(
      '--secrets <path...>',
      'more manifests: the Secrets that the Deployments refer to, or anything else',
    )
    .option('--name <deployment...>', 'the proxies to take, by name or namespace/name (default: all)');
}
