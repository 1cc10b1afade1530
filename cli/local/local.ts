/** The steps of `local`, in order. */
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { readManifests } from '../../documents/read-manifests';
import { EXIT, parseRunConfigText } from '../../runtime/src/index';
import { assignPorts } from './assign-ports';
import { passEnvironment } from './passed-env';
import { toAdapt } from './replacements';
import type { ReplacementOptions } from './replacements';
import { resolveProxies } from './resolve-proxies';
import type { LocalContainer } from './resolve-proxies';
import { withObjectsOfResources } from './resource-objects';
import { runProxies } from './run-proxies';

export interface LocalOptions extends ReplacementOptions {
  readonly filename: readonly string[];
  readonly secrets?: readonly string[];
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
  const addresses = ports.map((assigned) => ({ host, port: assigned }));
  return runProxies(
    ownEntryFile(),
    containers.map((container, index) => ({ container, address: addresses[index] ?? { host, port: 0 } })),
  );
}

function resolveContainers(options: LocalOptions, issues: Issue[]): LocalContainer[] {
  const { filename, secrets = [], name, env = [] } = options;
  const documents = withObjectsOfResources(readManifests([...filename, ...secrets], issues), issues);
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
