/** Puts the suites into their own folder, at the versions their lock file pins. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../contract/shape';
import type { Suite } from './plan';

const SUITES_DIR = join(__dirname, 'suites');

/** Thrown when a suite is not there and cannot be fetched. */
export class NotInstalled extends Error {}

/** Installs what is missing; a folder that another lock file filled counts as missing. */
export function installSuites(suites: readonly Suite[]): void {
  if (suites.every((suite) => installedVersion(suite) === pinnedVersion(suite))) return;
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: SUITES_DIR,
    stdio: 'inherit',
  });
  const missing = suites.filter((suite) => installedVersion(suite) !== pinnedVersion(suite));
  if (status === 0 && missing.length === 0) return;
  const names = missing.map((suite) => `@modelcontextprotocol/conformance ${pinnedVersion(suite)}`);
  throw new NotInstalled(
    `npm ci in ${SUITES_DIR} failed (${error?.message ?? `exit code ${status}`}): ${names.join(' and ')} missing`,
  );
}

/** The program of the suite. */
export function suiteProgram({ packageName }: Suite): string {
  return join(SUITES_DIR, 'node_modules', packageName, 'dist', 'index.js');
}

/** The version of the lock file, such as 0.1.16. */
export function pinnedVersion({ packageName }: Suite): string {
  const { packages } = readJson(join(SUITES_DIR, 'package-lock.json'));
  const entry = isRecord(packages) ? packages[`node_modules/${packageName}`] : undefined;
  if (!isRecord(entry)) throw new Error(`the lock file of ${SUITES_DIR} does not have ${packageName}`);
  return String(entry['version']);
}

function installedVersion(suite: Suite): string | undefined {
  const manifest = join(suiteProgram(suite), '..', '..', 'package.json');
  return existsSync(manifest) ? String(readJson(manifest)['version']) : undefined;
}

function readJson(file: string): Record<string, unknown> {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isRecord(document) ? document : {};
}
