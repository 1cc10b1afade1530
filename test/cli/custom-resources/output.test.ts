/** `cdk8s-mcp-remote-proxy`, whose output has nowhere to go: no stack trace, and an exit code of its own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runUnread, runUnwritable } from '../../support/broken-output';
import { CONSTRUCTS_PROGRAM, KRM_PROGRAM } from '../../support/run-command';
import { FETCH, run } from './support';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-'));
  writeFileSync(join(folder, 'fetch.yaml'), FETCH);
  writeFileSync(join(folder, 'file'), 'mine\n');
  mkdirSync(join(folder, 'taken/fetch.k8s.yaml'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const LIST = JSON.stringify({ apiVersion: 'config.kubernetes.io/v1', kind: 'ResourceList', items: [] });

const PRINTING: [string, string[], string][] = [
  [CONSTRUCTS_PROGRAM, ['synth', '-f', '-', '-o', '-'], FETCH],
  [CONSTRUCTS_PROGRAM, ['convert', '-f', '-'], FETCH],
  [KRM_PROGRAM, [], LIST],
];

it.each(PRINTING)('%s %j ends without a word when nobody reads it', async (program, args, input) => {
  expect(await runUnread(program, args, input)).toEqual({ code: 141, stderr: '' });
});

it.each(PRINTING)('%s %j says that its output cannot be written', async (program, args, input) => {
  const { code, stderr } = await runUnwritable(program, args, input);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /^not everything is written: 1 problem\n\n {2}ERR_OUTPUT_UNWRITABLE {2}standard output\n +EBADF: .*\n +-> .*\n$/,
  );
});

it.each([
  ['', /ERR_OUTPUT_UNWRITABLE {2}-o \n +ENOENT: /],
  ['file', /ERR_OUTPUT_UNWRITABLE {2}-o file\n +EEXIST: /],
  ['file/below', /ERR_OUTPUT_UNWRITABLE {2}-o file\/below\n +ENOTDIR: /],
  ['taken', /ERR_OUTPUT_UNWRITABLE {2}-o taken\n +EISDIR: .*fetch\.k8s\.yaml/],
])('synth -o %s, which is no folder to write to, says so', async (output, text) => {
  const { code, stdout, stderr } = await run(['synth', '-f', 'fetch.yaml', '-o', output], { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(text);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine\n');
});
