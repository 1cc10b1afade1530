/** The steps of `synth`, in order. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { readManifests } from '../../documents/read-manifests';
import { makeOfEach } from '../custom-resources/each-proxy';
import { EXIT } from '../custom-resources/exit';
import { sortResources } from '../custom-resources/resources';
import { createProgress } from '../progress';
import { renderTable } from '../table';
import { toFiles } from './files';
import type { SynthesizedFile } from './files';

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
  const made = makeOfEach(resources, (_proxy, app) => app.synthYaml(), issues, progress);
  if (issues.length > 0) return refuse(issues);
  const files = toFiles(made);
  if (output === STDOUT) process.stdout.write(files.map(({ yaml }) => yaml).join('---\n'));
  else writeFiles(files, output);
  if (files.length === 0) process.stderr.write('there is no MCPRemoteProxy among the documents\n');
  reportOthers(resources.others);
  return EXIT.ok;
}

function refuse(issues: readonly Issue[]): number {
  process.stderr.write(`${formatIssues('nothing is written', issues)}\n`);
  return EXIT.refused;
}

function writeFiles(files: readonly SynthesizedFile[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, yaml } of files) writeFileSync(join(folder, name), yaml);
  const rows = files.map(({ resource, name }) => [
    resource.manifest.name,
    resource.namespace ?? '',
    join(folder, name),
  ]);
  if (rows.length > 0) process.stdout.write(renderTable(['PROXY', 'NAMESPACE', 'FILE'], rows));
}

/** Said, because a folder that is applied as a whole has them, and what is written here has not. */
function reportOthers(others: readonly Manifest[]): void {
  if (others.length === 0) return;
  const names = others.map(({ kind, name, file }) => `  ${kind}/${name} (${file})\n`).join('');
  process.stderr.write(`not written, to be applied as they are:\n${names}`);
}
