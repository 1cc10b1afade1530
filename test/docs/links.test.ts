/** Whatever a page points at within the project is there. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, codeBlocksOf, localLinksOf, PAGES, ROOT } from './markdown';

const LINKS = PAGES.flatMap((page) => localLinksOf(page).map((target) => [page, target] as const));

it('finds links at all', () => expect(LINKS.length).toBeGreaterThan(20));

function resolveLink(page: string, target: string) {
  const [path = '', anchor] = target.split('#');
  return { file: path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path)), anchor };
}

it.each(LINKS)('%s links to %s, which exists', (page, target) => {
  expect(existsSync(join(ROOT, resolveLink(page, target).file))).toBe(true);
});

it.each(LINKS.filter(([, target]) => target.includes('#')))('%s links to the heading %s', (page, target) => {
  const { file, anchor } = resolveLink(page, target);
  expect(anchorsOf(file)).toContain(anchor);
});

describe('npm scripts in shell blocks', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const named = PAGES.flatMap((page) =>
    codeBlocksOf(page)
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code }) => [...code.matchAll(/npm (?:run (?:--\S+ )*(\S+)|(test))\b/g)])
      .map(([, script, test]) => [page, script ?? test ?? ''] as const),
  );

  it('are there to check', () => expect(named.length).toBeGreaterThan(2));

  it.each(named)('%s names %s, which exists', (_page, script) =>
    expect(Object.keys(scripts)).toContain(script),
  );
});
