/** `cdk8s-mcp-remote-proxy convert`: its options and its help. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { EXIT_CODES, filenameOption, namespaceOption } from '../custom-resources/options';
import type { ConvertOptions } from './convert';

const DESCRIPTION =
  "Prints the cdk8s app, in TypeScript or Python, that defines the same proxies as the MCPRemoteProxy documents of ToolHive's " +
  'operator given, of version v1alpha1 or v1beta1, under the same names. What they refer to has to be among the ' +
  'documents, and is written out where it is used.';

const HELP = `
Example:
  $ cdk8s-mcp-remote-proxy convert -f proxy.yaml > main.ts
  $ npm install cdk8s cdk8s-cli cdk8s-plus-28 constructs cdk8s-mcp-remote-proxy tsx
  $ npx cdk8s synth --app 'npx tsx main.ts'
${EXIT_CODES}`;

export function addConvertCommand(program: Command): void {
  program
    .command('convert')
    .summary('print the app that defines the same as custom resources')
    .description(DESCRIPTION)
    .addOption(filenameOption())
    .addOption(namespaceOption())
    .addOption(languageOption())
    .addHelpText('after', HELP)
    .action(async (options: ConvertOptions) => {
      const { convert } = await import('./convert');
      process.exitCode = convert(options);
    });
}

function languageOption(): Option {
  return new Option('--language <name>', 'language of the app')
    .choices(['typescript', 'python'] satisfies ConvertOptions['language'][])
    .default('typescript');
}
