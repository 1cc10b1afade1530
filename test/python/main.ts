/**
 * The constructs as a Python package: built, installed into an environment of its own, and used by the checks beside
 * this file and by every Python block of the documentation. It needs npm, and python3 with venv and pip; without them,
 * or what they fetch, it says what is missing and ends with 2.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { withSignOfLife } from '../../examples/demo/screen';
import { codeBlocksOf, PAGES, ROOT } from '../docs/markdown';
import { NotRunnable, runTool } from '../interop/sdks/sdk';
import { print } from '../support/print';

const TOOLS = join(ROOT, 'test/python/tools');
const CACHE = join(ROOT, 'test/python/.cache');
const WHEELS = join(CACHE, 'python');
const VENV = join(CACHE, 'venv');
const PYTHON = join(VENV, 'bin/python');
const SCRIPTS = join(CACHE, 'scripts');

/** Named as the proxies in them. */
const RESOURCES = ['mixed-headers-proxy', 'secret-headers-proxy'].map((name) =>
  join(ROOT, `test/lib/custom-resource/manifests/${name}.yaml`),
);
const COMMAND = join(ROOT, 'bin/cdk8s-mcp-remote-proxy.mjs');

const EXIT = { passed: 0, failed: 1, unable: 2 } as const;

/** jsii warns on standard error of every Node it was not released with. */
const ENV = { JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

async function main(): Promise<number> {
  await runTool(['python3', '-c', 'import ensurepip, venv']);
  print('1. the package');
  await withSignOfLife('building', buildWheel());
  print('2. an environment with it');
  await withSignOfLife('installing', installWheel());
  print('3. the checks');
  let code: number = EXIT.passed;
  for (const script of [join(ROOT, 'test/python/refusals.py'), ...writeBlocks()]) {
    if (!(await passes(script))) code = EXIT.failed;
  }
  for (const resource of RESOURCES) {
    if (!(await convertsTo(resource))) code = EXIT.failed;
  }
  return code;
}

async function buildWheel(): Promise<void> {
  rmSync(WHEELS, { recursive: true, force: true });
  await runTool(['npm', 'ci', '--ignore-scripts'], { cwd: TOOLS });
  const pacmak = join(TOOLS, 'node_modules/.bin/jsii-pacmak');
  await runTool([pacmak, '--targets', 'python', '--outdir', CACHE, ROOT], { env: ENV });
}

async function installWheel(): Promise<void> {
  const wheel = readdirSync(WHEELS).find((file) => file.endsWith('.whl'));
  if (wheel === undefined) throw new NotRunnable('jsii-pacmak wrote no wheel');
  rmSync(VENV, { recursive: true, force: true });
  await runTool(['python3', '-m', 'venv', VENV]);
  await runTool([PYTHON, '-m', 'pip', 'install', join(WHEELS, wheel)], { env: ENV });
}

/** The Python blocks of the documentation, each as a file. */
function writeBlocks(): string[] {
  rmSync(SCRIPTS, { recursive: true, force: true });
  mkdirSync(SCRIPTS, { recursive: true });
  const blocks = PAGES.flatMap(codeBlocksOf).filter(({ language }) => language === 'python');
  return blocks.map(({ page, line, code }) => {
    const file = join(SCRIPTS, `${basename(page, '.md')}-line-${line}.py`);
    writeFileSync(file, code);
    return file;
  });
}

/** What `convert` makes of a resource writes in Python what `synth` writes of it. */
async function convertsTo(resource: string): Promise<boolean> {
  const name = basename(resource, '.yaml');
  const script = join(SCRIPTS, `${name}.py`);
  const outdir = join(SCRIPTS, name);
  writeFileSync(
    script,
    await runTool([process.execPath, COMMAND, 'convert', '-f', resource, '--language', 'python'], {
      env: ENV,
    }),
  );
  if (!(await passes(script, { CDK8S_OUTDIR: outdir }))) return false;
  const expected = join(SCRIPTS, `${name}-synth`);
  await runTool([process.execPath, COMMAND, 'synth', '-f', resource, '-o', expected], { env: ENV });
  const isSame = isDeepStrictEqual(readFolder(outdir), readFolder(expected));
  print(isSame ? '      writes what synth writes' : '   FAILED: writes something else than synth');
  return isSame;
}

function readFolder(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

async function passes(script: string, env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const title = basename(script);
  try {
    const output = await withSignOfLife(
      title,
      runTool([PYTHON, script], { env: { ...ENV, ...env }, cwd: CACHE }),
    );
    print(
      `   ok ${title}`,
      ...output
        .split('\n')
        .filter(Boolean)
        .map((line) => `      ${line}`),
    );
    return true;
  } catch (error) {
    print(`   FAILED ${title}`, String(error));
    return false;
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof NotRunnable ? error.message : String(error)}\n`);
    process.exitCode = EXIT.unable;
  },
);
