/** `mcp-remote-proxy check`: its options and its help. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { addDocumentOptions, filenameOption } from '../options';
import { endWithOutput, OUTPUT_EXIT_CODES } from '../output';
import type { DocumentOptions } from './check-documents';

interface CheckOptions extends Omit<DocumentOptions, 'filename'> {
  readonly config?: string;
  readonly filename?: readonly string[];
}

const HELP = `
Examples:
  $ mcp-remote-proxy check --config runconfig.json
  $ mcp-remote-proxy check -f proxies/ --secrets secrets.yaml

With -f the env is that of each proxy's container, with the Secrets among the
documents; without it, that of this shell.

Exit codes: 0 nothing is wrong, 1 something is, 2 wrong command line,
            ${OUTPUT_EXIT_CODES}
`;

export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .summary('check a RunConfig, or documents, and their secrets without starting')
    .description(
      'Parses the RunConfig, or that of each proxy in the documents given, resolves its secrets and prints one row a ' +
        'header: name, source, and whether it has a value. Values are never printed. Ends with 1 when anything is wrong ' +
        'or missing.',
    )
    .addOption(
      new Option('--config <file>', 'RunConfig to check (default: where `run` looks for it)').conflicts([
        'filename',
        'secrets',
        'name',
      ]),
    )
    .addOption(filenameOption());
  addDocumentOptions(command)
    .addHelpText('after', HELP)
    .action(async ({ filename, secrets, name, config }: CheckOptions) => {
      endWithOutput();
      if (filename === undefined) {
        if (secrets !== undefined || name !== undefined)
          command.error("error: options '--secrets' and '--name' say more about the documents of '-f'");
        const { check } = await import('./check');
        process.exitCode = check(config);
        return;
      }
      const { checkDocuments } = await import('./check-documents');
      process.exitCode = await checkDocuments({
        filename,
        ...(secrets && { secrets }),
        ...(name && { name }),
      });
    });
}
