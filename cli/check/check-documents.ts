/** `check -f`: the proxies that documents describe, with the env and the files their containers would have. */
import type { Issue } from '../../contract/issue';
import { EXIT, loadRunConfig, resolve } from '../../runtime/src/index';
import { withoutClusterFiles } from '../local/cluster-files';
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

/** What every pod has, and no document. */
const adapt: Adapt = (proxies) =>
  proxies.map(({ proxy, runConfig }) => ({ proxy, runConfig: withoutClusterFiles(runConfig) }));

/** Prints what each proxy amounts to, and everything that is wrong with any; gives the exit code. */
export async function checkDocuments({ name, ...files }: DocumentOptions): Promise<number> {
  const issues: Issue[] = [];
  const documents = readObjects(files, issues);
  const containers = resolveProxies(documents, name, issues, adapt);
  const hasMissing = issues.length > 0;
  for (const container of containers) issues.push(...(await checkContainer(container, hasMissing)));
  return issues.length > 0 ? fail(issues) : EXIT.ok;
}

/** `isIncomplete`: why a secret has no value has been said already. */
function checkContainer(container: LocalContainer, isIncomplete: boolean): Promise<readonly Issue[]> {
  return withPrivateFiles(container, (file) => {
    const loaded = loadRunConfig(file);
    if (loaded.issues !== undefined) return loaded.issues.map((found) => ofProxy(found, container));
    const resolved = resolve(loaded.config, container.env);
    const { report, warnings } = renderCheck({ ...loaded, place: container.label }, resolved);
    process.stdout.write(`${report}\n`);
    process.stderr.write(warnings);
    return resolved.issues
      .filter(({ code }) => !(isIncomplete && code === 'ERR_SECRET_MISSING'))
      .map((found) => ofProxy(found, container));
  });
}

function ofProxy({ path, ...found }: Issue, { label }: LocalContainer): Issue {
  return { ...found, path: `${label}: ${path}` };
}
