/** Every TypeScript block of the documentation compiles and runs as a file of its own, importing as a user does. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeBlocksOf, PAGES, ROOT } from './markdown';

const run = promisify(execFile);
const BLOCKS = PAGES.flatMap((page) => codeBlocksOf(page).filter(({ language }) => language === 'ts'));

/** Within the project, so that its dependencies and the alias of its own name are found. */
let folder: string;
beforeAll(() => {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'build/docs-'));
  for (const block of BLOCKS) writeFileSync(join(folder, fileOf(block)), block.code);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf({ page, line }: { page: string; line: number }): string {
  return `${basename(page, '.md')}-${line}.ts`;
}

const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);

it('finds blocks at all', () => expect(BLOCKS.length).toBeGreaterThan(2));

it('every block has the right types', { timeout: 60_000 }, async () => {
  const failure: unknown = await run(bin('tsc'), ['-p', folder]).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeUndefined();
});

it.each(BLOCKS)('$page line $line runs and synthesizes', { timeout: 60_000 }, async (block) => {
  const out = mkdtempSync(join(folder, 'out-'));
  const file = join(folder, fileOf(block));
  await run(bin('tsx'), ['--tsconfig', join(ROOT, 'tsconfig.json'), file], {
    cwd: out,
    env: { ...process.env, CDK8S_OUTDIR: join(out, 'dist') },
  });
  const manifests = readdirSync(join(out, 'dist')).map((name) =>
    readFileSync(join(out, 'dist', name), 'utf8'),
  );
  expect(manifests.join('\n')).toContain('kind: Deployment');
});
