/** The steps of `convert`, in order. */
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { readManifests } from '../../documents/read-manifests';
import { makeOfEach } from '../custom-resources/each-proxy';
import { EXIT } from '../custom-resources/exit';
import { sortResources } from '../custom-resources/resources';
import { createProgress } from '../progress';
import { renderApp } from './render-app';

export interface ConvertOptions {
  readonly filename: readonly string[];
  readonly namespace?: string;
}

/** Prints the app that defines all proxies; gives the exit code. */
export function convert({ filename, namespace }: ConvertOptions): number {
  const issues: Issue[] = [];
  const resources = sortResources(readManifests(filename, issues), namespace, issues);
  const progress = createProgress('converting', resources.proxies.length);
  const made = makeOfEach(resources, ({ props }) => props, issues, progress);
  if (issues.length === 0 && made.length > 0) {
    process.stdout.write(renderApp(made));
    return EXIT.ok;
  }
  const headline = 'nothing is printed';
  const nothing = 'there is no MCPRemoteProxy among the documents';
  process.stderr.write(`${issues.length > 0 ? formatIssues(headline, issues) : nothing}\n`);
  return EXIT.refused;
}
