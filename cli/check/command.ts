import { Command } from 'commander';
import { formatIssues } from '../../contract/issue';
import { loadRunConfig } from '../../runtime/src/config/load';
import { resolve } from '../../runtime/src/config/resolve';
import type { ResolvedHeader } from '../../runtime/src/config/resolve-headers';
import { EXIT } from '../../runtime/src/errors';
import { renderTable } from '../table';

export function createCheckCommand(): Command {
  return new Command('check')
    .summary('check a RunConfig and its secrets without starting')
    .description(
      'Parses the RunConfig, resolves its secrets and prints one row a header: name, source, and whether ' +
        'it has a value. Values are never printed. Ends with 1 when anything is wrong or missing.',
    )
    .option('--config <file>', 'RunConfig to check (default: where `run` looks for it)')
    .addHelpText('after', '\nExit codes: 0 nothing is wrong, 1 something is, 2 wrong command line\n')
    .action(({ config }: { config?: string }) => {
      process.exitCode = check(config);
    });
}

function check(file: string | undefined): number {
  const loaded = loadRunConfig(file);
  if (loaded.issues !== undefined) return fail(loaded.issues);
  const { headers, issues, warnings } = resolve(loaded.config, process.env);
  process.stdout.write(
    `${loaded.file}: ${loaded.config.name} -> ${new URL(loaded.config.remote_url).origin}\n\n`,
  );
  process.stdout.write(headers.length === 0 ? 'No headers are configured.\n' : renderHeaders(headers));
  if (loaded.withoutEffect.length > 0) {
    process.stdout.write(`\nFields without effect here: ${loaded.withoutEffect.join(', ')}\n`);
  }
  for (const warning of warnings) process.stderr.write(`\nwarning: ${warning}\n`);
  return issues.length > 0 ? fail(issues) : EXIT.ok;
}

function renderHeaders(headers: readonly ResolvedHeader[]): string {
  const rows = headers.map(({ name, source, value }) => [
    name,
    source,
    value === undefined ? 'missing' : 'present',
  ]);
  return renderTable(['HEADER', 'SOURCE', 'VALUE'], rows);
}

function fail(issues: Parameters<typeof formatIssues>[1]): number {
  process.stderr.write(`\n${formatIssues('mcp-remote-proxy cannot start with this', issues)}\n`);
  return EXIT.configuration;
}
