/** `mcp-remote-proxy check`: its options and its help. */
import type { Command } from 'commander';

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('check a RunConfig and its secrets without starting')
    .description(
      'Parses the RunConfig, resolves its secrets and prints one row a header: name, source, and whether ' +
        'it has a value. Values are never printed. Ends with 1 when anything is wrong or missing.',
    )
    .option('--config <file>', 'RunConfig to check (default: where `run` looks for it)')
    .addHelpText('after', '\nExit codes: 0 nothing is wrong, 1 something is, 2 wrong command line\n')
    .action(async ({ config }: { config?: string }) => {
      const { check } = await import('./check');
      process.exitCode = check(config);
    });
}
