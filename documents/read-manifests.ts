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

/** Reads the manifests of files, directories and `-`, in the order given; of a directory by file name. A file counts once. */
export function readManifests(paths: readonly string[], issues: Issue[]): Manifest[] {
  return readManifestLists([paths], issues).flat();
}

/** The same for several lists, apart; a file counts where it is named first. */
export function readManifestLists(lists: readonly (readonly string[])[], issues: Issue[]): Manifest[][] {
  const sources = lists.map((paths) => readSources(paths, issues));
  const first = new Map(
    sources
      .flat()
      .reverse()
      .map((source) => [source.identity, source]),
  );
  return sources.map((ofList) =>
    ofList
      .filter((source) => first.get(source.identity) === source)
      .flatMap(({ name, text }) => parseManifests(text, name, issues)),
  );
}

function readSources(paths: readonly string[], issues: Issue[]): Source[] {
  const files = paths.flatMap((path) => attempt(path, issues, () => manifestFiles(path, issues)));
  return files.flatMap((file) => attempt(file, issues, () => [readSource(file)]));
}

/** All of standard input; none when that cannot be read, which goes to `issues`. */
export function readStandardInput(issues: Issue[]): string[] {
  return attempt(STDIN, issues, () => [readSource(STDIN).text]);
}

interface Source {
  /** For people. */
  readonly name: string;
  readonly text: string;
  /** The same for one file under two names. */
  readonly identity: string;
}

function readSource(file: string): Source {
  if (file === STDIN) return { name: 'stdin', text: decode(readFileSync(STDIN_FD)), identity: STDIN };
  const { dev, ino } = statSync(file, { bigint: true });
  return { name: file, text: decode(readFileSync(file)), identity: `${dev}:${ino}` };
}

/** Throws ERR_ENCODING_INVALID_ENCODED_DATA for what is not UTF-8, where others would put a sign for what they cannot read. */
function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function manifestFiles(path: string, issues: Issue[]): string[] {
  if (path === STDIN || !statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => MANIFEST_FILE.test(name));
  if (names.length === 0) issues.push(noManifest(path));
  return names.sort().map((name) => join(path, name));
}

/** As for kubectl: a wrong folder is noticed, rather than nothing made of it. */
function noManifest(folder: string): Issue {
  const message = 'holds no file that ends with .yaml, .yml or .json';
  return issue('ERR_DOCUMENT_UNREADABLE', folder, message, 'name the folder the manifests are in');
}

function attempt<T>(path: string, issues: Issue[], read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    issues.push(
      unreadable(path, error instanceof Error && 'code' in error ? String(error.code) : String(error)),
    );
    return [];
  }
}

function unreadable(path: string, reason: string): Issue {
  if (reason === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return issue('ERR_DOCUMENT_UNREADABLE', path, 'is not UTF-8', 'save it in UTF-8');
  const hint = 'check the path and its permissions';
  return issue('ERR_DOCUMENT_UNREADABLE', path, `cannot be read: ${reason}`, hint);
}
