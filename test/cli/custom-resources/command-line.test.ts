/** `cdk8s-mcp-remote-proxy`: help, versions, and what is not understood. */
import { expect, it } from 'vitest';
import { VERSION } from '../../../lib/definition/version';
import { run } from './support';

it('prints its version', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});

it.each([
  [['--help'], /Commands:\n +synth [^]*\n +convert /],
  [
    ['synth', '--help'],
    /--output <folder>[^]*Examples:[^]*kubectl apply -f -[^]*Exit codes: 0 .* 1 .*\n +2 .* 3 .* 141 /,
  ],
  [
    ['convert', '--help'],
    /--filename <path[^]*Example:[^]*cdk8s synth[^]*Exit codes: 0 .* 1 .*\n +2 .* 3 .* 141 /,
  ],
])('%j explains itself on standard output and ends with 0', async (args, text) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(text);
});

it.each([
  [[], /Usage/],
  [['apply'], /unknown command 'apply'/],
  [['synth'], /required option '-f, --filename/],
  [['synth', '-f'], /argument missing/],
  [['synth', '-f', 'a', '--watch'], /unknown option '--watch'/],
  [
    ['synth', '-f', 'proxies', '-n', 'No One'],
    /option '-n, --namespace <name>' argument 'No One' is invalid\. It is not a DNS label: use .*\.\n/,
  ],
  [['convert', '-f', 'proxies', '-n', ''], /option '-n, --namespace <name>' argument '' is invalid/],
  [['convert', 'a.yaml'], /required option|too many arguments/],
])('%j is not understood: standard error says why, exit code 2', async (args, text) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(text);
});
