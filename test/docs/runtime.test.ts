/** docs/runtime.md names the options, exit codes, paths and log messages there are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SEARCH_PATHS } from '../../runtime/src/config/load';
import { OUTPUT_EXIT } from '../../cli/output';
import { EXIT } from '../../runtime/src/errors';
import { runCommand } from '../support/run-command';
import { codeRowsOf, readPage, ROOT } from './markdown';

const page = readPage('docs/runtime.md');
const section = (title: string): string => page.split(/^## /m).find((text) => text.startsWith(title)) ?? '';

/** Without the name of the argument, which is not part of what a user types. */
function flagsOf(option = ''): string {
  return option.replace(/ <.*/, '');
}

it.each(['run', 'check', 'local', 'image'])('lists the options of %s', async (command) => {
  const { stdout } = await runCommand([command, '--help']);
  const offered = [...stdout.matchAll(/^ +(-\S.*?)(?: {2,}|$)/gm)].map(([, option]) => flagsOf(option));
  const documented = codeRowsOf(section('Commands'))
    .filter(([, commands = '']) => commands.split(', ').includes(command))
    .map(([option]) => flagsOf(option));
  expect(documented.sort()).toEqual(offered.filter((option) => option !== '--help').sort());
});

it('lists the exit codes', () => {
  const codes = [...section('Exit codes').matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
  const ours = [...Object.values(EXIT), ...Object.values(OUTPUT_EXIT)];
  expect(codes).toEqual(ours.sort((one, other) => one - other));
});

it('says where a RunConfig is looked for', () => {
  const [last, ...others] = [...SEARCH_PATHS].reverse();
  expect(page.replaceAll('\n', ' ')).toContain(`\`${others.reverse().join('`, `')}\` and \`${last}\``);
});

it('lists every message of the log, and no other', () => {
  const folder = join(ROOT, 'runtime/src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const messages = sources.flatMap((file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    return [
      ...source.matchAll(/log(?:\.(?:debug|info|warn|error)|\[[^\]]+\])\(\s*(?:\{[^}]*\},\s*)?'([^']+)'/g),
    ].map(([, text]) => text);
  });
  const documented = codeRowsOf(section('Log')).map(([message]) => message);
  // One is made of several parts, and one comes after an object too long for the pattern above.
  const others = ['removed the newline at the end of ...', 'listening'];
  expect(documented.sort()).toEqual([...new Set([...messages, ...others])].sort());
});
