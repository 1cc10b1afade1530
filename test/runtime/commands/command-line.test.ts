/** The command line as a whole: help, versions, and what is not understood. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../../support/run-command';

const PACKAGE = join(import.meta.dirname, '../../../runtime/package.json');

it('prints its version', async () => {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  expect(await runCommand(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it.each([
  [['--help'], /Commands:\n +run [^]*\n +check [^]*\n +local /],
  [['run', '--help'], /TOOLHIVE_SECRETS_PROVIDER.*\n.*TOOLHIVE_SECRET_<id>[^]*Exit codes: 0 .* 1 .* 2 /],
  [['check', '--help'], /Values are never printed/],
  [['local', '--help'], /--secrets <path/],
  [['help', 'run'], /--config <file>/],
])('%j explains itself on standard output and ends with 0', async (args, text) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(text);
});

it('keeps to itself what only an operator passes', async () => {
  expect((await runCommand(['run', '--help'])).stdout).not.toContain('--foreground');
});

it.each([
  [[], /Usage/],
  [['start'], /unknown command 'start'/],
  [['run', '--prot', '1'], /unknown option '--prot'.*\n?.*--port/],
  [['run', '--port'], /argument missing/],
  [['run', '--port', '70000'], /expected a whole number from 0 to 65535/],
  [['run', '--config'], /argument missing/],
  [['run', 'placeholder', 'another'], /too many arguments/],
  [['check', 'file.json'], /too many arguments/],
  [['check', '--port', '1'], /unknown option '--port'/],
  [['local'], /required option '-f, --filename/],
  [['local', '-f', 'x.yaml', '--port', 'http'], /expected a whole number/],
])('%j is not understood: standard error says why, exit code 2', async (args, text) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(text);
});
