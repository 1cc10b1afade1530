/** The linter holds the rooms of docs/architecture.md, whichever way a module is named. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import tseslint from 'typescript-eslint';
import { readPage, ROOT } from './markdown';

let eslint: ESLint;
beforeAll(() => {
  // The rooms are held without types, which take long to find out.
  eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
});

const HELD_BY = ['no-restricted-imports', 'no-restricted-syntax', '@typescript-eslint/no-require-imports'];

async function isRefused(filePath: string, code: string): Promise<boolean> {
  const [result] = await eslint.lintText(code, { filePath });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.some(({ ruleId }) => ruleId !== null && HELD_BY.includes(ruleId));
}

const WAYS = {
  import: (module) => `import { x } from '${module}';`,
  'import type': (module) => `import type { X } from '${module}';`,
  'import for its effects': (module) => `import '${module}';`,
  export: (module) => `export { x } from '${module}';`,
  'export *': (module) => `export * from '${module}';`,
  'import()': (module) => `export const x = await import('${module}');`,
  'type of import()': (module) => `export type X = import('${module}').X;`,
} as const satisfies Readonly<Record<string, (module: string) => string>>;

/** A file of each room, none of which sees what is generated from it or beside it. */
const HOLDERS = [
  ...['contract/limits.ts', 'documents/places.ts', 'lib/index.ts', 'lib/kubernetes/env.ts'],
  ...['runtime/src/server.ts', 'cli/check/command.ts', 'examples/limits.ts', 'examples/demo/main.ts'],
  'bench/gc.ts',
];
const NOT_CODE = ['dist/remote', 'crds/mcpremoteproxies', 'build/lib/index', 'bin/start'];

/** The way from a file to the top. */
const toTop = (file: string): string => '../'.repeat(file.split('/').length - 1);

const WRONG: readonly (readonly [file: string, module: string])[] = [
  ['contract/limits.ts', 'node:fs'],
  ['contract/limits.ts', './../lib/index'],
  ['contract/limits.ts', './x/../../lib/index'],
  ['documents/places.ts', '../lib/index'],
  ['documents/places.ts', '../runtime/src/index'],
  ['lib/props/limits.ts', '../definition/limits'],
  ['lib/props/limits.ts', './../definition/limits'],
  ['lib/definition/limits.ts', '../kubernetes/env'],
  ['lib/kubernetes/env.ts', '../../runtime/src/errors'],
  ['lib/kubernetes/env.ts', 'undici'],
  ['lib/index.ts', '../cli/main'],
  ['lib/new-folder/new.ts', '../props/limits'],
  ['lib/new-folder/new.ts', '../../runtime/src/index'],
  ['runtime/src/new-folder/new.ts', '../http/own-answer'],
  ['runtime/src/new-folder/new.ts', 'node:fs'],
  ['runtime/bundle/pack.ts', '../../lib/index'],
  ['runtime/bundle/new-folder/new.ts', '../pack'],
  ['runtime/loader/load.mjs', '../src/index'],
  ['runtime/new-folder/new.ts', '../src/index'],
  ['cli/check/new.ts', 'cdk8s'],
  ['cli/main.ts', '../lib/index'],
  ['cli/main.ts', '../lib/commands'],
  ['cli/main.ts', './constructs'],
  ['cli/main.ts', './synth/command'],
  ['cli/check/command.ts', '../custom-resources/each-proxy'],
  ['new-folder/new.ts', '../lib/index'],
  ['runtime/src/errors.ts', '../../lib/index'],
  ['runtime/src/errors.ts', './../../lib/index'],
  ['runtime/src/server.ts', '../../bench/cases'],
  ['runtime/src/server.ts', '../../test/support/rig'],
  ['runtime/src/server.ts', '../../cli/main'],
  ['runtime/src/server.ts', '../../documents/places'],
  ['runtime/src/server.ts', 'commander'],
  ['runtime/src/server.ts', 'undici'],
  ['runtime/src/server.ts', 'node:worker_threads'],
  ['runtime/src/server.ts', '../bundle/pack'],
  ['runtime/src/keep-newest.ts', 'undici'],
  ['runtime/src/http/new.js', '../steps/health'],
  ['runtime/src/http/new.cjs', '../steps/health'],
  ['runtime/src/http/new.cts', '../steps/health'],
  ['runtime/src/http/new.tsx', '../steps/health'],
  ['cli/main.ts', '../runtime/src/errors'],
  ['cli/main.ts', '../lib/mcp-remote-proxy'],
  ['cli/main.ts', '../bench/cases'],
  ['cli/check/command.ts', '../../test/support/rig'],
  ['examples/limits.ts', '../lib/index'],
  ['examples/limits.ts', '../cli/table'],
  ['examples/demo/main.ts', '../../lib/index'],
  ['examples/demo/main.ts', '../../runtime/src/index'],
  ['bench/gc.ts', '../runtime/src/index'],
  ['bench/gc.ts', '../test/soak/load'],
  ...HOLDERS.flatMap((file) => NOT_CODE.map((room): [string, string] => [file, toTop(file) + room])),
  ['test/docs/rooms.test.ts', '../../dist/remote'],
];

const RIGHT: readonly (readonly [file: string, module: string])[] = [
  ['contract/limits.ts', './issue'],
  ['documents/places.ts', '../contract/issue'],
  ['lib/kubernetes/env.ts', '../definition/limits'],
  ['lib/kubernetes/env.ts', '../../contract/limits'],
  ['runtime/src/server.ts', '../../contract/limits'],
  ['runtime/src/server.ts', './exchange/exchange'],
  ['runtime/src/server.ts', 'node:http'],
  ['runtime/src/workarounds.ts', 'undici'],
  ['runtime/bundle/pack.ts', 'node:zlib'],
  ['cli/constructs.ts', './synth/command'],
  ['cli/synth/synth.ts', 'cdk8s'],
  ['cli/synth/synth.ts', '../../lib/commands'],
  ['cli/custom-resources/each-proxy.ts', 'cdk8s'],
  ['cli/main.ts', '../runtime/src/index'],
  ['cli/check/command.ts', '../../contract/limits'],
  ['examples/limits.ts', 'cdk8s-mcp-remote-proxy'],
  ['examples/demo/main.ts', '../../cli/table'],
  ['examples/demo/app.ts', '../composed'],
  ['bench/gc.ts', '../test/support/print'],
  ['test/crds/schema.test.ts', '../crds/schema'],
];

/** The rooms of the runtime as docs/architecture.md lists them, first to last. */
const STATIONS = [...readPage('docs/architecture.md').matchAll(/^\| \d+ +\| `(\w+)\/`/gm)].map(
  ([, room = '']) => room,
);

/** What the same page says of the files beside them. */
const [BESIDE = ''] = /^Beside them are files[^]*?\n\n/m.exec(readPage('docs/architecture.md')) ?? [];
const filesIn = (text: string): string[] =>
  [...text.matchAll(/`([\w-]+\.ts)`/g)].map(([, name = '']) => name);

/** Those that every room may use. */
const FOUNDATIONS = filesIn(BESIDE.slice(0, BESIDE.indexOf(':'))).map((file) => file.replace(/\.ts$/, ''));

it('the runtime has these rooms', () => {
  const folders = readdirSync(join(ROOT, 'runtime/src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect([...STATIONS].sort()).toEqual(folders.sort());
});

it('and beside them these files', () => {
  const files = readdirSync(join(ROOT, 'runtime/src')).filter((name) => name.endsWith('.ts'));
  expect(filesIn(BESIDE).sort()).toEqual(files.sort());
});

describe.each(STATIONS)('%s', (room) => {
  const file = `runtime/src/${room}/any.ts`;

  it.each(STATIONS.slice(0, STATIONS.indexOf(room)))('sees %s, and is not seen', async (earlier) => {
    expect(await isRefused(file, WAYS['import type'](`../${earlier}/any`))).toBe(false);
    expect(await isRefused(`runtime/src/${earlier}/any.ts`, WAYS['import type'](`../${room}/any`))).toBe(
      true,
    );
  });

  it.each(FOUNDATIONS)('sees %s, and is not seen', async (foundation) => {
    expect(await isRefused(file, WAYS.import(`../${foundation}`))).toBe(false);
    for (const write of Object.values(WAYS))
      expect(await isRefused(`runtime/src/${foundation}.ts`, write(`./${room}/any`))).toBe(true);
  });

  it('does not see what puts the rooms together', async () => {
    expect(await isRefused(file, WAYS.import('../server'))).toBe(true);
    expect(await isRefused(file, WAYS.import('../shutdown'))).toBe(true);
  });
});

describe.each(FOUNDATIONS)('%s', (foundation) => {
  const file = `runtime/src/${foundation}.ts`;

  it('knows the others, the contract and Node', async () => {
    for (const other of FOUNDATIONS) expect(await isRefused(file, WAYS.import(`./${other}`))).toBe(false);
    expect(await isRefused(file, WAYS.import('../../contract/limits'))).toBe(false);
    expect(await isRefused(file, WAYS.import('node:net'))).toBe(false);
  });

  it('knows nothing of what puts the rooms together, nor a way round', async () => {
    expect(await isRefused(file, WAYS.export('./server'))).toBe(true);
    expect(await isRefused(file, WAYS.export('./new'))).toBe(true);
    expect(await isRefused(file, WAYS.export('../src/steps/health'))).toBe(true);
  });
});

describe.each(Object.entries(WAYS))('%s', (_way, write) => {
  it.each(WRONG)('%s does not see %s', async (file, module) => {
    expect(await isRefused(file, write(module))).toBe(true);
  });

  it.each(RIGHT)('%s sees %s', async (file, module) => {
    expect(await isRefused(file, write(module))).toBe(false);
  });
});

describe('what is required is refused, whatever it is', () => {
  it.each(RIGHT)('%s: %s', async (file, module) => {
    expect(await isRefused(file, `export const x = require('${module}') as object;`)).toBe(true);
    expect(await isRefused(file, `import x = require('${module}'); export { x };`)).toBe(true);
  });

  it.each(['runtime/src/server.ts', 'cli/main.ts', 'bench/gc.ts'])('nor loaded by %s', async (file) => {
    expect(await isRefused(file, "import { createRequire } from 'node:module';")).toBe(true);
    expect(await isRefused(file, "const load = require; export const x = load('node:fs') as object;")).toBe(
      true,
    );
    expect(await isRefused(file, 'declare function require(name: string): object;')).toBe(true);
    expect(await isRefused(file, "export const x = module.require('node:fs') as object;")).toBe(true);
    expect(await isRefused(file, "export const x = module['require']('node:fs') as object;")).toBe(true);
    expect(await isRefused(file, "export const x = process.getBuiltinModule('node:module');")).toBe(true);
    expect(await isRefused(file, "import { getBuiltinModule } from 'node:process';")).toBe(true);
  });
});

it('what is imported is written where it is', async () => {
  expect(await isRefused('cli/main.ts', 'export const load = (name: string) => import(name);')).toBe(true);
});
