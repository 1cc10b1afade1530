/** Files, folders and standard input -> the manifests in them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import type { Manifest } from './manifest';
import { parseManifests } from './parse-manifests';

/** What stands for standard input, as for kubectl. */
const STDIN = '-';
const STDIN_FD = 0;

/** What kubectl takes from a directory. */
const MANIFEST_FILE = /\.(?:ya?ml|json)$/;

/** Reads the manifests of files, directories and `-`, in the order given; of a directory by file name. */
export function readManifests(paths: readonly string[], issues: Issue[]): Manifest[] {
  const files = paths.flatMap((path) => attempt(path, issues, () => manifestFiles(path)));
  const sources = files.flatMap((file) =>
    attempt(file, issues, () => [{ file, source: readFileSync(file === STDIN ? STDIN_FD : file, 'utf8') }]),
  );
  return sources.flatMap(({ file, source }) =>
    parseManifests(source, file === STDIN ? 'stdin' : file, issues),
  );
}

function manifestFiles(path: string): string[] {
  if (path === STDIN || !statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => MANIFEST_FILE.test(name));
  return names.sort().map((name) => join(path, name));
}

function attempt<T>(path: string, issues: Issue[], read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const hint = 'check the path and its permissions';
    issues.push(issue('ERR_DOCUMENT_UNREADABLE', path, `cannot be read: ${reason}`, hint));
    return [];
  }
}
