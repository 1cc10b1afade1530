/** The process edge. */
import { Command } from 'commander';
import { createRunCommand } from '../runtime/src/commands/run';
import { EXIT } from '../runtime/src/errors';
import { createCheckCommand } from './check/command';
import { createLocalCommand } from './local/command';

declare const PACKAGE_VERSION: string;

const program = new Command('mcp-remote-proxy')
  .description('Streaming proxy in front of one remote MCP server that sets the headers it needs.')
  .version(PACKAGE_VERSION, '--version', 'print the version')
  .helpOption('--help', 'print this help')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));

for (const command of [createRunCommand(), createCheckCommand(), createLocalCommand()]) {
  program.addCommand(command.copyInheritedSettings(program));
}

await program.parseAsync();
