/** The steps of `local`, in order. */
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { EXIT, parseRunConfigText } from '../../runtime/src/index';
import { assignPorts } from './assign-ports';
import { passEnvironment } from './passed-env';
import { toAdapt } from './replacements';
import type { ReplacementOptions } from './replacements';
import { resolveProxies } from './resolve-proxies';
import type { LocalContainer } from './resolve-proxies';
import { readObjects } from './resource-objects';
import type { DocumentFiles } from './resource-objects';
import { runProxies } from './run-proxies';

export interface LocalOptions extends ReplacementOptions, DocumentFiles {
  readonly name?: readonly string[];
  readonly env?: readonly string[];
  readonly host: string;
  readonly port?: number;
}

/** Runs the proxies that documents describe until they end; gives the exit code. */
export async function local(options: LocalOptions): Promise<number> {
  const issues: Issue[] = [];
  const containers = resolveContainers(options, issues);
  if (issues.length > 0) {
    process.stderr.write(`${formatIssues('mcp-remote-proxy cannot run this locally', issues)}\n`);
    return EXIT.configuration;
  }
  const { host, port } = options;
  const ports = assignPorts(containers.map(portOf), port);
  return runProxies(
    ownEntryFile(),
    containers.map((container, index) => ({ container, address: { host, port: ports[index] ?? 0 } })),
  );
}

function resolveContainers(options: LocalOptions, issues: Issue[]): LocalContainer[] {
  const { name, env = [] } = options;
  const documents = readObjects(options, issues);
  if (issues.length > 0) return [];
  const containers = resolveProxies(documents, name, issues, toAdapt(options));
  return passEnvironment(containers, env, process.env, issues);
}

/** A document that is refused has none; the runtime says why. */
function portOf({ runConfig }: LocalContainer): number | undefined {
  return parseRunConfigText(runConfig, '').config?.port;
}

function ownEntryFile(): string {
  const [, entry] = process.argv;
  if (entry === undefined) throw new Error('started without a program file');
  return entry;
}
