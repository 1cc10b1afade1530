/** The linter holds the rooms of docs/architecture.md, whichever way a module is named. */
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import tseslint from 'typescript-eslint';

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

const WAYS: Readonly<Record<string, (module: string) => string>> = {
  import: (module) => `import { x } from '${module}';`,
  'import type': (module) => `import type { X } from '${module}';`,
  'import for its effects': (module) => `import '${module}';`,
  export: (module) => `export { x } from '${module}';`,
  'export *': (module) => `export * from '${module}';`,
  'import()': (module) => `export const x = await import('${module}');`,
  'type of import()': (module) => `export type X = import('${module}').X;`,
};

/** A file of each room, none of which sees what is generated from it or beside it. */
const HOLDERS = [
  ...['contract/limits.ts', 'documents/places.ts', 'lib/index.ts', 'lib/kubernetes/env.ts'],
  ...['runtime/src/http/server.ts', 'cli/check/command.ts', 'examples/limits.ts', 'examples/demo/main.ts'],
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
  ['runtime/src/errors.ts', '../../lib/index'],
  ['runtime/src/errors.ts', './../../lib/index'],
  ['runtime/src/http/server.ts', '../../../bench/cases'],
  ['runtime/src/http/server.ts', '../../../test/support/rig'],
  ['runtime/src/http/server.ts', '../../../cli/main'],
  ['runtime/src/http/server.ts', '../../../documents/places'],
  ['runtime/src/http/server.ts', 'commander'],
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
  ['runtime/src/http/server.ts', '../../../contract/limits'],
  ['runtime/src/http/server.ts', '../exchange/exchange'],
  ['runtime/src/http/server.ts', 'node:http'],
  ['cli/main.ts', '../runtime/src/index'],
  ['cli/check/command.ts', '../../contract/limits'],
  ['examples/limits.ts', 'cdk8s-mcp-remote-proxy'],
  ['examples/demo/main.ts', '../../cli/table'],
  ['examples/demo/app.ts', '../composed'],
  ['bench/gc.ts', '../test/support/print'],
  ['test/crds/schema.test.ts', '../crds/schema'],
];

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

  it.each(['runtime/src/http/server.ts', 'cli/main.ts', 'bench/gc.ts'])('nor loaded by %s', async (file) => {
    expect(await isRefused(file, "import { createRequire } from 'node:module';")).toBe(true);
  });
});

it('what is imported is written where it is', async () => {
  expect(await isRefused('cli/main.ts', 'export const load = (name: string) => import(name);')).toBe(true);
});
