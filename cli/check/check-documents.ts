/** `check -f`: the proxies that documents describe, with the env and the files their containers would have. */
import type { Issue } from '../../contract/issue';
import { EXIT, loadRunConfig, resolve } from '../../runtime/src/index';
import { isClusterFile, needsCluster, withoutClusterFiles } from '../local/cluster-files';
import { findNamedFiles } from '../local/named-files';
import { withPrivateFiles } from '../local/private-files';
import { resolveProxies } from '../local/resolve-proxies';
import type { Adapt, LocalContainer } from '../local/resolve-proxies';
import { readObjects } from '../local/resource-objects';
import type { DocumentFiles } from '../local/resource-objects';
import { fail } from './check';
import { renderCheck } from './render-check';

export interface DocumentOptions extends DocumentFiles {
  readonly name?: readonly string[];
}

/** The documents as a pod would have them; what `local` would refuse, because this machine is none, goes to `notes` by label. */
function toAdapt(notes: Map<string, Issue>): Adapt {
  return (proxies) =>
    proxies.map(({ proxy, runConfig }) => {
      if (findNamedFiles(runConfig).some(isClusterFile)) notes.set(proxy.label, needsCluster(proxy));
      return { proxy, runConfig: withoutClusterFiles(runConfig) };
    });
}

/** Prints what each proxy amounts to, and everything that is wrong with any; gives the exit code. */
export async function checkDocuments({ name, ...files }: DocumentOptions): Promise<number> {
  const issues: Issue[] = [];
  const documents = readObjects(files, issues);
  const notes = new Map<string, Issue>();
  const containers = resolveProxies(documents, name, issues, toAdapt(notes));
  const hasMissing = issues.length > 0;
  for (const container of containers) {
    issues.push(...(await checkContainer(container, hasMissing, notes.get(container.label))));
  }
  return issues.length > 0 ? fail(issues) : EXIT.ok;
}

/** `isIncomplete`: why a secret has no value has been said already. */
function checkContainer(
  container: LocalContainer,
  isIncomplete: boolean,
  note: Issue | undefined,
): Promise<readonly Issue[]> {
  return withPrivateFiles(container, (file) => {
    const loaded = loadRunConfig(file);
    if (loaded.issues !== undefined) return loaded.issues.map((found) => ofProxy(found, container));
    const resolved = resolve(loaded.config, container.env);
    const { report, warnings } = renderCheck({ ...loaded, place: container.label }, resolved);
    process.stdout.write(`${report}${note === undefined ? '' : renderNote(note)}\n`);
    process.stderr.write(warnings);
    return resolved.issues
      .filter(({ code }) => !(isIncomplete && code === 'ERR_SECRET_MISSING'))
      .map((found) => ofProxy(found, container));
  });
}

/** No problem: in the cluster it starts. */
function renderNote({ message, hint }: Issue): string {
  return `\nWith \`local\`: ${message}\n-> ${hint}\n`;
}

function ofProxy({ path, ...found }: Issue, { label }: LocalContainer): Issue {
  return { ...found, path: `${label}: ${path}` };
}
