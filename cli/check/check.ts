import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { EXIT, loadRunConfig, resolve } from '../../runtime/src/index';
import type { ResolvedHeader } from '../../runtime/src/index';
import { renderTable } from '../table';

/** Prints what a RunConfig amounts to and everything that is wrong with it; gives the exit code. */
export function check(file: string | undefined): number {
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

function fail(issues: readonly Issue[]): number {
  process.stderr.write(`\n${formatIssues('mcp-remote-proxy cannot start with this', issues)}\n`);
  return EXIT.configuration;
}
