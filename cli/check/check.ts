import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { EXIT, loadRunConfig, resolve } from '../../runtime/src/index';
import { renderCheck } from './render-check';

/** Prints what a RunConfig amounts to and everything that is wrong with it; gives the exit code. */
export function check(file: string | undefined): number {
  const loaded = loadRunConfig(file);
  if (loaded.issues !== undefined) return fail(loaded.issues);
  const resolved = resolve(loaded.config, process.env);
  const { report, warnings } = renderCheck({ ...loaded, place: loaded.file }, resolved);
  process.stdout.write(report);
  process.stderr.write(warnings);
  return resolved.issues.length > 0 ? fail(resolved.issues) : EXIT.ok;
}

/** Prints problems; gives the exit code. */
export function fail(issues: readonly Issue[]): number {
  process.stderr.write(`\n${formatIssues('mcp-remote-proxy cannot start with this', issues)}\n`);
  return EXIT.configuration;
}
