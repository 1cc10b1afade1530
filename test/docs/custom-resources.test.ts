/** docs/custom-resources.md names the options and exit codes there are. */
import { expect, it } from 'vitest';
import { EXIT } from '../../cli/custom-resources/exit';
import { OUTPUT_EXIT } from '../../cli/output';
import { run } from '../cli/custom-resources/support';
import { codeRowsOf, readPage } from './markdown';

const page = readPage('docs/custom-resources.md');

it.each(['synth', 'convert'])('lists the options of %s', async (command) => {
  const { stdout } = await run([command, '--help']);
  const offered = [...stdout.matchAll(/^ +(-\S.*?)(?: {2,}|$)/gm)].map(([, option]) => option);
  const documented = codeRowsOf(page)
    .filter(([, commands = '']) => commands.split(', ').includes(command))
    .map(([option]) => option);
  expect(documented.sort()).toEqual(offered.filter((option) => option !== '--help').sort());
});

it('lists the exit codes', () => {
  const codes = [...page.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
  expect(codes).toEqual([...Object.values(EXIT), ...Object.values(OUTPUT_EXIT)]);
});
