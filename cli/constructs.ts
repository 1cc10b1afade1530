/** The process edge of `cdk8s-mcp-remote-proxy`: custom resources, each command loaded when it is asked for. */
import { Command } from 'commander';
import { VERSION } from '../lib/commands';
import { addConvertCommand } from './convert/command';
import { EXIT } from './custom-resources/exit';
import { endWithOutput } from './output';
import { addSynthCommand } from './synth/command';

const program = new Command('cdk8s-mcp-remote-proxy')
  .description("Makes of the custom resources of ToolHive's operator what needs no operator.")
  .version(VERSION, '--version', 'print the version')
  .helpOption('--help', 'print this help')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));

addSynthCommand(program);
addConvertCommand(program);

endWithOutput();
await program.parseAsync();
