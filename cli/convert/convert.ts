/** The steps of `convert`, in order. */
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { readManifests } from '../../documents/read-manifests';
import { makeOfEach } from '../custom-resources/each-proxy';
import { EXIT } from '../custom-resources/exit';
import { sortResources, validateSomeProxy } from '../custom-resources/resources';
import { createProgress } from '../progress';
import { toCharts } from './app-layout';
import { renderPython } from './render-python';
import { renderTypescript } from './render-typescript';

export const LANGUAGES = { typescript: renderTypescript, python: renderPython } as const;

export interface ConvertOptions {
  readonly filename: readonly string[];
  readonly namespace?: string;
  readonly language: keyof typeof LANGUAGES;
}

/** Prints the app that defines all proxies; gives the exit code. */
export function convert({ filename, namespace, language }: ConvertOptions): number {
  const issues: Issue[] = [];
  const resources = sortResources(readManifests(filename, issues), namespace, issues);
  const progress = createProgress('converting', resources.proxies.length);
  const made = makeOfEach(resources, ({ props }) => props, issues, progress);
  if (issues.length === 0) issues.push(...validateSomeProxy(resources, filename));
  if (issues.length === 0) {
    process.stdout.write(LANGUAGES[language](toCharts(made)));
    return EXIT.ok;
  }
  process.stderr.write(`${formatIssues('nothing is printed', issues)}\n`);
  return EXIT.refused;
}
