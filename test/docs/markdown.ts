/** What the tests read in the project's own documentation. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Every page people read, as paths from the root of the project. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file))
    .sort(),
];

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

export interface CodeBlock {
  readonly page: string;
  /** Line of the first line of code, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

const FENCED = /^```(\w*)[^\n]*\n([^]*?)^```$/gm;

export function codeBlocksOf(page: string): CodeBlock[] {
  const text = readPage(page);
  return [...text.matchAll(FENCED)].map(({ index, 1: language = '', 2: code = '' }) => ({
    page,
    line: text.slice(0, index).split('\n').length + 1,
    language,
    code,
  }));
}

/** Targets of links that stay within the project, without those in code. */
export function localLinksOf(page: string): string[] {
  const prose = readPage(page)
    .replaceAll(FENCED, '')
    .replaceAll(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors GitHub makes of a page's headings. */
export function anchorsOf(page: string): string[] {
  return [
    ...readPage(page)
      .replaceAll(FENCED, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Cells of every table row of a page whose first cell is code, such as `ERR_LISTEN`; marks of code are removed. */
export function codeRowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}
