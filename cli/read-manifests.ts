import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { upstreamErrorCode } from '../runtime/src/index';
import type { Manifest } from '../documents/manifest';
import { parseManifests } from '../documents/parse-manifests';

/** What kubectl takes from a directory. */
const MANIFEST_FILE = /\.(?:ya?ml|json)$/;

/** Reads the manifests of files and directories, in the order given; of a directory by file name. */
export function readManifests(paths: readonly string[], issues: Issue[]): Manifest[] {
  const files = paths.flatMap((path) => attempt(path, issues, () => manifestFiles(path)));
  const sources = files.flatMap((file) =>
    attempt(file, issues, () => [{ file, source: readFileSync(file, 'utf8') }]),
  );
  return sources.flatMap(({ file, source }) => parseManifests(source, file, issues));
}

function manifestFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => MANIFEST_FILE.test(name));
  return names.sort().map((name) => join(path, name));
}

function attempt<T>(path: string, issues: Issue[], read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    const message = `cannot be read: ${upstreamErrorCode(error)}`;
    issues.push(issue('ERR_LOCAL_FILE_UNREADABLE', path, message, 'check the path and its permissions'));
    return [];
  }
}
