/** What is in the program for the pod, and what is not. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundlePodProgram } from '../../../runtime/bundle/programs';
import { BUNDLE } from '../../support/run-command';

const bundle = readFileSync(BUNDLE, 'utf8');
const folder = join(dirname(BUNDLE), 'cli');
const cli = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));

it('imports nothing: it is one file, and asks Node for its modules one by one', () => {
  expect(bundle).not.toMatch(/\bimport(?:\s+\w|\s*[*{"'])|\brequire\(/);
});

describe('leaves to the command line', () => {
  it.each([
    ['the YAML parser', 'tag:yaml.org,2002:'],
    ['the command framework', 'commander.unknownOption'],
  ])('%s', (_what, trace) => {
    expect(bundle).not.toContain(trace);
    expect(cli.join()).toContain(trace);
  });
});

it.each([
  ['an experimental HTTP parser', 'UNDICI_USE_MILO'],
  ['HTTP/2', 'http2.connect'],
  ['fetch', 'multipart/form-data'],
  ['WebSocket', 'Received invalid UTF-8 in text frame.'],
  ['mocks', 'MockNotMatchedError'],
  ['threads to write the log', 'the worker thread exited'],
])('has no use for %s', (_what, trace) => {
  expect(bundle).not.toContain(trace);
});

it('is the same, byte for byte, whoever builds it again', async () => {
  const { outputFiles } = await bundlePodProgram();
  expect(outputFiles.find(({ path }) => path === BUNDLE)?.text).toBe(bundle);
});

it('is small enough to travel in a manifest', () => {
  expect(brotliCompressSync(bundle).length).toBeLessThanOrEqual(120_000);
});
