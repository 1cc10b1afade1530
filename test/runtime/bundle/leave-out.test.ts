/** What stands in for a file that is left out, and when an entry of the list can go. */
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { build } from 'esbuild';
import type { BuildFailure } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { LEFT_OUT, leaveOut } from '../../../runtime/bundle/leave-out';

const FILES = Object.entries(LEFT_OUT).flatMap(([name, reasons]) =>
  Object.keys(reasons).map((file) => `${name}/${file}`),
);

function bundle(contents: string) {
  return build({
    stdin: { contents, resolveDir: join(import.meta.dirname, '../../../runtime') },
    bundle: true,
    platform: 'node',
    format: 'iife',
    globalName: 'program',
    write: false,
    logLevel: 'silent',
    plugins: [leaveOut],
  });
}

/** Runs a program that loads everything that is left out, and gives what `use` makes of one of it. */
async function runWith(file: string, use: string): Promise<unknown> {
  const load = FILES.map((one) => `${JSON.stringify(one)}: require(${JSON.stringify(one)})`);
  const { outputFiles } = await bundle(`
    const loaded = {${load.join(', ')}};
    export const use = () => { const it = loaded[${JSON.stringify(file)}]; return ${use}; };
  `);
  const [output] = outputFiles;
  const run = runInThisContext(`(() => {${output?.text ?? ''}; return program.use;})()`) as () => unknown;
  return run();
}

describe.each(FILES)('%s', (file) => {
  it('is loaded without harm', async () => {
    expect(await runWith(file, 'typeof it')).toBe('function');
  });

  it.each(['it()', 'it.something', 'new it()'])('says so when it is reached: %s', async (use) => {
    await expect(runWith(file, use)).rejects.toThrow(`${file} is left out of this program`);
  });
});

it('does not build when a library has stopped loading what is left out', async () => {
  const [loaded = '', ...others] = FILES;
  const problems = await bundle(`require(${JSON.stringify(loaded)});`).then(
    () => [],
    (failure: unknown) => (failure as BuildFailure).errors.map(({ text }) => text),
  );
  expect(problems).toEqual(
    others.map((file) => `${file.replace('/', ' no longer loads ')}: remove it from LEFT_OUT`),
  );
});
