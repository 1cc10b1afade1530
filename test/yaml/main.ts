/**
 * `npm run check:yaml`: what cdk8s writes of the texts this project takes, kubectl reads back as they were. Needs kubectl,
 * and no cluster; ends with 2 without it. More texts with FC_RUNS; a failure prints the seed to repeat it with.
 */
import { spawnSync } from 'node:child_process';
import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { validateYamlText } from '../../lib/accept/validators/yaml-text';
import { yamlTexts } from './texts';

const RUNS = Number(process.env['FC_RUNS'] ?? 20_000);
const BATCH = 2000;

type Annotations = Record<string, string>;

function readByKubectl(annotations: Annotations): Annotations {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'texts', annotations } };
  const args = ['label', '--local', '-f', '-', 'a=b', '-o', 'json'];
  const { stdout, stderr, status } = spawnSync('kubectl', args, {
    input: Yaml.stringify(object),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`kubectl does not read what is written: ${stderr}`);
  return (JSON.parse(stdout) as { metadata: { annotations: Annotations } }).metadata.annotations;
}

function isReadBack(texts: readonly string[]): boolean {
  const annotations = Object.fromEntries(texts.map((text, index) => [`example.com/${index}`, text]));
  const read = readByKubectl(annotations);
  return Object.entries(annotations).every(([key, text]) => read[key] === text);
}

if (spawnSync('kubectl', ['version', '--client']).status !== 0) {
  process.stderr.write('kubectl is missing\n');
  process.exit(2);
}
const fine = yamlTexts.filter((text) => validateYamlText(text, '').length === 0);
const batch = fc.array(fine, { minLength: BATCH, maxLength: BATCH, size: 'max' });
fc.assert(fc.property(batch, isReadBack), { numRuns: Math.ceil(RUNS / BATCH), endOnFailure: false });
process.stdout.write(`kubectl read back ${RUNS} texts\n`);
