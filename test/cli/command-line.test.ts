/** The command line as a whole: help, versions, and what is not understood. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUNDLE, runCommand } from '../support/run-command';

const PACKAGE = join(import.meta.dirname, '../../runtime/package.json');

it('prints its version', async () => {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  expect(await runCommand(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it.each([
  [['--help'], /Commands:\n +run [^]*\n +check [^]*\n +local [^]*\n +image /],
  [['run', '--help'], /TOOLHIVE_SECRETS_PROVIDER.*\n.*TOOLHIVE_SECRET_<id>[^]*Exit codes: 0 .* 1 .* 2 /],
  [['check', '--help'], /Values are never printed/],
  [['local', '--help'], /--secrets <path/],
  [['image', '--help'], /no container engine[^]*--output <path>[^]*Exit codes: 0 .* 1 .* 2 /],
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
  [['run', '--prot', '1'], /unknown option '--prot'\nusage: .*--port/i],
  [['run', '--foregroun'], /unknown option '--foregroun'/i],
  [['run', '--help=yes'], /'--help' does not take an argument/],
  [['run', '--port'], /argument missing/],
  [['run', '--port', '70000'], /a whole number from 0 to 65535/],
  [['run', '--config'], /argument missing/],
  [['run', 'placeholder', 'another'], /too many arguments/],
  [['check', 'file.json'], /too many arguments/],
  [['check', '--port', '1'], /unknown option '--port'/],
  [['local'], /required option '-f, --filename/],
  [['image'], /required option '-o, --output/],
  [['image', '-o', 'x.tar', '--tag', 'proxy'], /write it like registry\.example\.com/],
  [['image', '-o', 'x.tar', '--tag', 'Proxy:1'], /write it like registry\.example\.com/],
  [['local', '-f', 'x.yaml', '--port', 'http'], /a whole number from 0 to 65535/],
])('%j is not understood: standard error says why, exit code 2', async (args, text) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(text);
});

describe('the program in the pod', () => {
  const inPod = (...args: string[]) => runCommand(args, { program: BUNDLE });

  it.each([[['--help']], [['run', '--help']]])('%j is the same help as that of run', async (args) => {
    expect(await inPod(...args)).toEqual(await runCommand(['help', 'run']));
  });

  it('prints the same version', async () => {
    expect(await inPod('--version')).toEqual(await runCommand(['--version']));
  });

  it.each([
    [[], /no command\nusage: mcp-remote-proxy run/],
    [['check', '--config', 'x.json'], /no "check".*npm package/],
    [['local', '-f', 'x.yaml'], /no "local".*npm package/],
  ])('has no other command: %j is not understood', async (args, text) => {
    const { code, stdout, stderr } = await inPod(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(text);
  });
});
