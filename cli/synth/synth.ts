/** The steps of `synth`, in order. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import type { App, Chart } from 'cdk8s';
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import type { ProxyOfResource } from '../../lib/commands';
import { readManifests } from '../../documents/read-manifests';
import { makeOfEach } from '../custom-resources/each-proxy';
import { EXIT } from '../custom-resources/exit';
import { sortResources, validateSomeProxy } from '../custom-resources/resources';
import { keepShared } from '../custom-resources/shared-charts';
import { reportUnwritable } from '../output';
import { createProgress } from '../progress';
import { renderTable } from '../table';
import { toFiles, toSharedFiles } from './files';
import type { SynthesizedFile, SharedChart } from './files';

const STDOUT = '-';

export interface SynthOptions {
  readonly filename: readonly string[];
  readonly output: string;
  readonly namespace?: string;
}

/** Writes the objects of all proxies; gives the exit code. */
export function synth({ filename, output, namespace }: SynthOptions): number {
  const issues: Issue[] = [];
  const resources = sortResources(readManifests(filename, issues), namespace, issues);
  const progress = createProgress('synthesizing', resources.proxies.length);
  const shared = new Map<string, SharedChart>();
  const toYaml = ({ chart }: ProxyOfResource, app: App): string => {
    keepShared(app, chart, shared, (other) => ({ namespace: other.namespace, yaml: renderChart(other) }));
    return renderChart(chart);
  };
  const made = makeOfEach(resources, toYaml, issues, progress);
  if (issues.length === 0) issues.push(...validateSomeProxy(resources, filename));
  if (issues.length > 0) return reportRefusal(issues);
  const files = [...toSharedFiles(shared), ...toFiles(made)];
  try {
    writeOutput(files, output);
  } catch (error) {
    return reportUnwritable(`-o ${output}`, error);
  }
  reportOthers(resources.others);
  return EXIT.ok;
}

function reportRefusal(issues: readonly Issue[]): number {
  process.stderr.write(`${formatIssues('nothing is written', issues)}\n`);
  return EXIT.refused;
}

function renderChart(chart: Chart): string {
  return Yaml.stringify(...(chart.toJson() as object[]));
}

function writeOutput(files: readonly SynthesizedFile[], output: string): void {
  if (output === STDOUT) process.stdout.write(files.map(({ yaml }) => yaml).join('---\n'));
  else writeFiles(files, output);
}

function writeFiles(files: readonly SynthesizedFile[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, yaml } of files) writeFileSync(join(folder, name), yaml);
  const rows = files.map(({ proxy, namespace, name }) => [proxy, namespace ?? '', join(folder, name)]);
  process.stdout.write(renderTable(['PROXY', 'NAMESPACE', 'FILE'], rows));
}

/** Said, because a folder that is applied as a whole has them, and what is written here has not. */
function reportOthers(others: readonly Manifest[]): void {
  if (others.length === 0) return;
  const names = others.map(({ kind, name, file }) => `  ${kind}/${name} (${file})\n`).join('');
  process.stderr.write(`not written, to be applied as they are:\n${names}`);
}
