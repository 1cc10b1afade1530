/** The steps of `local`, in order. */
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { EXIT } from '../../runtime/src/index';
import { readManifests } from '../../documents/read-manifests';
import { resolveContainer } from './resolve-container';
import { runContainer } from './run-container';

export interface LocalOptions {
  readonly filename: readonly string[];
  readonly secrets?: readonly string[];
  readonly name?: string;
  readonly host: string;
  readonly port?: number;
}

/** Runs the proxy that manifests describe until it ends; gives the exit code. */
export async function local({ filename, secrets = [], name, ...address }: LocalOptions): Promise<number> {
  const issues: Issue[] = [];
  const manifests = readManifests([...filename, ...secrets], issues);
  const container = issues.length > 0 ? undefined : resolveContainer(manifests, name, issues);
  if (container === undefined) {
    process.stderr.write(`${formatIssues('mcp-remote-proxy cannot run this locally', issues)}\n`);
    return EXIT.configuration;
  }
  return runContainer(ownEntryFile(), container, address);
}

function ownEntryFile(): string {
  const [, entry] = process.argv;
  if (entry === undefined) throw new Error('started without a program file');
  return entry;
}
