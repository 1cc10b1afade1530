/** The linter holds the rooms of docs/architecture.md, whichever way a module is named. */
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import tseslint from 'typescript-eslint';

let eslint: ESLint;
beforeAll(() => {
  // The rooms are held without types, which take long to find out.
  eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
});

const HELD_BY = ['no-restricted-imports', 'no-restricted-syntax'];

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
];

describe.each(Object.entries(WAYS))('%s', (_way, write) => {
  it.each(WRONG)('%s does not see %s', async (file, module) => {
    expect(await isRefused(file, write(module))).toBe(true);
  });

  it.each(RIGHT)('%s sees %s', async (file, module) => {
    expect(await isRefused(file, write(module))).toBe(false);
  });
});

it('what is imported is written where it is', async () => {
  expect(await isRefused('cli/main.ts', 'export const load = (name: string) => import(name);')).toBe(true);
});
