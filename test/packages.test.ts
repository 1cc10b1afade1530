/** The packages as users get them: installed into an empty folder, and README followed there. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { codeBlocksOf } from './docs/markdown';
import { packPackages, shellEnvironment, withSources } from './support/packages';
import type { Sources } from './support/packages';
import { readQuickStart } from './support/quick-start';

const ROOT = join(import.meta.dirname, '..');
const PATIENCE_MS = 120_000;
const { install, file, definition, prepare, call } = readQuickStart();
const shellBlocks = codeBlocksOf('README.md').filter(({ language }) => language === 'sh');
const blockWith = (text: string): string =>
  shellBlocks.find(({ code }) => code.includes(text))?.code ?? expect.unreachable(`no block has ${text}`);
const local = blockWith('mcp-remote-proxy local');

let folder: string;
let packed: Sources;
let url: string;
const inFolder = (...path: string[]): string => join(folder, ...path);
const shell = (commands: string): string =>
  execFileSync('bash', ['-euc', commands], {
    cwd: inFolder('app'),
    env: shellEnvironment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'packages-test-'));
  packed = await packPackages(inFolder('packed'));
  mkdirSync(inFolder('app'));
  shell(withSources(install, packed));
  writeFileSync(inFolder('app', file), definition);
  const [synth = ''] = call.split('\n');
  url = shell(`${synth}; echo "$URL"`);
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true }));

describe("README's first screen, in an empty folder", () => {
  it('synthesizes, and prints the URL', () => {
    expect(url).toBe('http://mcp-search-remote-proxy.quick-start.svc.cluster.local:8080/mcp\n');
    const files = readdirSync(inFolder('app/dist')).map((name) =>
      readFileSync(inFolder('app/dist', name), 'utf8'),
    );
    expect(
      files
        .join('---\n')
        .match(/^kind: .*$/gm)
        ?.sort(),
    ).toEqual(
      ['ConfigMap', 'ConfigMap', 'Deployment', 'Service', 'ServiceAccount'].map((kind) => `kind: ${kind}`),
    );
  });

  it('says what the call goes to, and creates what the definition needs', () => {
    expect(definition).toContain('console.log(proxy.url)');
    expect(prepare).toMatch(/create secret generic api-key-secret --from-literal=api-key=/);
    expect(call).toContain("fetch('$URL'");
  });

  it('has no block that is run by no test', () => {
    const ownScripts = blockWith('npm ci').trim().split('\n');
    expect(shellBlocks.map(({ code }) => code)).toEqual([install, prepare, call, local, blockWith('npm ci')]);
    const passing = readFileSync(join(ROOT, '.ci/run'), 'utf8').replaceAll('--silent ', '');
    for (const commands of ownScripts) {
      for (const command of commands.split(' && ')) expect(passing).toContain(command);
    }
  });

  it('runs on this machine what was synthesized', { timeout: PATIENCE_MS }, async () => {
    const child = spawn('bash', ['-euc', `${withSources(local, packed).trim()} --port 0`], {
      cwd: inFolder('app'),
      env: shellEnvironment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    onTestFinished(async () => {
      // A group of its own: the shell, npx and what it started.
      process.kill(-Number(child.pid), 'SIGTERM');
      await ended;
    });
    let output = '';
    const listening = new Promise<void>((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString();
        if (output.includes('"msg":"listening"')) resolve();
      });
    });
    await Promise.race([listening, ended]);
    expect(output).toMatch(/"name":"X-Tenant-ID","source":"plaintext".*"name":"X-API-Key"/);
  });
});

describe('the package of the constructs', () => {
  it('has the types of a strict application', () => {
    const config = {
      compilerOptions: {
        strict: true,
        module: 'nodenext',
        target: 'es2023',
        noEmit: true,
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      files: [file],
    };
    writeFileSync(inFolder('app/tsconfig.json'), JSON.stringify(config));
    expect(shell('tsc -p .')).toBe('');
  });

  it.each([
    [
      'app.cjs',
      "const { App, Chart } = require('cdk8s'); const { McpRemoteProxy } = require('cdk8s-mcp-remote-proxy');",
    ],
    [
      'app.mjs',
      "import { App, Chart } from 'cdk8s'; import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';",
    ],
  ])('is used without TypeScript: %s', (name, imports) => {
    const outdir = inFolder(`dist-${name}`);
    const app = `${imports}
      const app = new App({ outdir: ${JSON.stringify(outdir)} });
      new McpRemoteProxy(new Chart(app, 'mcp', { namespace: 'tools' }), 'search', {
        remoteUrl: 'https://mcp.example.com/mcp',
      });
      app.synth();`;
    writeFileSync(inFolder('app', name), app);
    shell(`node ${name}`);
    expect(readdirSync(outdir).sort()).toEqual(['mcp-remote-proxy-runtime-tools.k8s.yaml', 'mcp.k8s.yaml']);
  });

  it('has its commands', () => {
    expect(shell('npx cdk8s-mcp-remote-proxy --help')).toMatch(/synth/);
    const list = '{ apiVersion: config.kubernetes.io/v1, kind: ResourceList, items: [] }';
    expect(JSON.parse(shell(`npx cdk8s-mcp-remote-proxy-krm <<< '${list}'`))).toMatchObject({ items: [] });
  });
});

it.each([
  ['cdk8s-mcp-remote-proxy', 900],
  ['mcp-remote-proxy', 450],
])('%s is not larger than %s KiB', (name, limit) => {
  expect(statSync(packed[name] ?? '').size / 1024).toBeLessThan(limit);
});
