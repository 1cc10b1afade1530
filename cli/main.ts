/** The process edge of the command line: what there is, each loaded when it is asked for. */
import { Command } from 'commander';
import { EXIT } from '../runtime/src/index';
import { addCheckCommand } from './check/command';
import { addLocalCommand } from './local/command';
import { addImageCommand } from './image/command';
import { addRunCommand } from './run/command';

declare const PACKAGE_VERSION: string;

const program = new Command('mcp-remote-proxy')
  .description('Streaming proxy in front of one remote MCP server that sets the headers it needs.')
  .version(PACKAGE_VERSION, '--version', 'print the version')
  .helpOption('--help', 'print this help')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));

addRunCommand(program);
addCheckCommand(program);
addLocalCommand(program);
addImageCommand(program, PACKAGE_VERSION);

await program.parseAsync();
