/** `cdk8s-mcp-remote-proxy convert`: its TypeScript compiles, is formatted, and synthesizes to what `synth` writes. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { check } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedResources } from '../../lib/custom-resource/generated';
import { manifestPath } from '../../lib/custom-resource/support';
import { COMPANY, FETCH, run, SEARCH } from './support';

const ROOT = join(import.meta.dirname, '../../..');
const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);
const start = promisify(execFile);

/** Within the project, so that its dependencies and the alias of its own name are found. */
let folder: string;
beforeAll(() => {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'build/convert-'));
  const tsconfig = { extends: '../../tsconfig.json', include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (name: string): string => readFileSync(manifestPath(name), 'utf8');

/** Of the names every JavaScript object has, those that are names to Kubernetes too. */
const INHERITED = `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPRemoteProxy
metadata: { name: constructor, namespace: constructor }
spec:
  remoteUrl: https://mcp.example.com/mcp
  headerForward:
    addPlaintextHeaders: { constructor: a, __proto__: b, toString: c }
    addHeadersFromSecret:
      - { headerName: valueOf, valueSecretRef: { name: constructor, key: __proto__ } }
  resourceOverrides:
    proxyDeployment:
      labels: { constructor: a, toString: b }
      annotations: { constructor: c }
      podTemplateMetadataOverrides: { labels: { constructor: d }, annotations: { constructor: e } }
      env: [{ name: constructor, value: f }, { name: __proto__, value: g }]
    proxyService: { annotations: { constructor: h } }
`;

const CASES = [
  ['mixed-headers', read('mixed-headers-proxy.yaml')],
  ['secret-headers', read('secret-headers-proxy.yaml')],
  ['companions', `${SEARCH}---\n${COMPANY}`],
  ['inherited', INHERITED],
  ['generated-v1alpha1', generatedResources('v1alpha1', 20)],
  ['generated-v1beta1', generatedResources('v1beta1', 20)],
  ['several', `${SEARCH}---\n${FETCH}---\n${FETCH.replace('name: fetch', 'name: other')}---\n${COMPANY}`],
] as const;

/** All that is written there, whatever the files are called. */
function documentsIn(directory: string): string[] {
  const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  return files.flatMap((text) => text.split('---\n')).sort();
}

describe.each(CASES)('%s', (name, input) => {
  it('is formatted', async () => {
    const { code, stdout } = await run(['convert', '-f', '-'], { input });
    expect(code).toBe(0);
    expect(await check(stdout, { parser: 'typescript', singleQuote: true })).toBe(true);
    writeFileSync(join(folder, `${name}.ts`), stdout);
  });

  it('synthesizes to the same YAML', { timeout: 60_000 }, async () => {
    const out = join(folder, `${name}-typescript`);
    await start(bin('tsx'), ['--tsconfig', join(ROOT, 'tsconfig.json'), join(folder, `${name}.ts`)], {
      env: { ...process.env, CDK8S_OUTDIR: out },
    });
    const synthesized = join(folder, `${name}-synth`);
    await run(['synth', '-f', '-', '-o', synthesized], { input });
    expect(documentsIn(out)).toEqual(documentsIn(synthesized));
  });
});

it('has the right types', { timeout: 60_000 }, async () => {
  expect(readdirSync(folder).filter((file) => file.endsWith('.ts'))).toHaveLength(CASES.length);
  await start(bin('tsc'), ['-p', folder]);
});

it('keeps the name of a single proxy as the name of its file', async () => {
  const { stdout } = await run(['convert', '-f', '-', '-n', 'tools'], { input: FETCH });
  expect(stdout).toBe(`import { App, Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';

const app = new App();

const chart = new Chart(app, 'fetch', {
  namespace: 'tools',
});
new McpRemoteProxy(chart, 'fetch', {
  remoteUrl: 'https://fetch.example.com/mcp',
  oidcConfig: {
    type: 'kubernetes',
  },
});

app.synth();
`);
});

it.each([
  [FETCH.replace('kubernetes', 'none'), 'ERR_OIDC_TYPE_UNKNOWN  stdin:6:17'],
  [COMPANY, 'ERR_RESOURCE_NOT_FOUND  -'],
])('prints nothing when a document is wrong', async (input, error) => {
  const { code, stdout, stderr } = await run(['convert', '-f', '-'], { input });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(error);
});
