/**
 * The constructs as a Python package: built, installed into an environment of its own, and used by the checks beside
 * this file and by every Python block of the documentation. It needs npm, and python3 with venv and pip; without them,
 * or what they fetch, it says what is missing and ends with 2.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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

async function passes(script: string): Promise<boolean> {
  const title = basename(script);
  try {
    const output = await withSignOfLife(title, runTool([PYTHON, script], { env: ENV, cwd: CACHE }));
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
