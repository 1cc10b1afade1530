import type { Command } from 'commander';
import { RUN_HELP } from '../../runtime/src/index';

/** A program of its own, which the package's bin starts without this one; here it is listed and explained. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .summary('start the proxy')
    .configureHelp({ formatHelp: () => RUN_HELP });
}
