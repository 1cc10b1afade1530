/** The runtime as it is started in a pod: by the loader, from memory, on a file system nobody may write to. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LOADER_FILE, NODE_FLAGS, PACKED_PROGRAM_FILE } from '../../../contract/bundled-runtime';
import { BUNDLE } from '../../support/run-command';

const POD = join(dirname(BUNDLE), 'pod');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loader-'));
  for (const file of [LOADER_FILE, PACKED_PROGRAM_FILE]) cpSync(join(POD, file), join(folder, file));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(...args: string[]) {
  // Node's own permissions stand in for a read-only file system: whatever is written ends the process.
  const readOnly = ['--permission', '--allow-fs-read=*'];
  return spawnSync(process.execPath, [...readOnly, ...NODE_FLAGS, join(folder, LOADER_FILE), ...args], {
    encoding: 'utf8',
  });
}

it('starts the program, with its arguments', () => {
  expect(start('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
  const { status, stderr } = start('run', '--config', '/nowhere.json');
  expect(status).toBe(1);
  expect(stderr).toContain('ERR_RUN_CONFIG_UNREADABLE');
});

it('starts nothing that was not built with it', () => {
  const packed = readFileSync(join(folder, PACKED_PROGRAM_FILE));
  writeFileSync(join(folder, PACKED_PROGRAM_FILE), packed.subarray(1));
  const { status, stdout, stderr } = start('--version');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^mcp-remote-proxy cannot start: its program has the digest \w{64}, not \w{64}\n$/);
});

it('holds the very program of the package', () => {
  const program = brotliDecompressSync(readFileSync(join(POD, PACKED_PROGRAM_FILE)));
  expect(program.equals(readFileSync(BUNDLE))).toBe(true);
});

it.each([['Dockerfile'], ['build/mcp-remote-proxy.mjs']])('%s starts Node with the same flags', (file) => {
  const text = readFileSync(join(dirname(BUNDLE), '..', file), 'utf8').slice(0, 2000);
  for (const flag of NODE_FLAGS) expect(text).toContain(flag);
});

it('says what it is made of', () => {
  const sbom = JSON.parse(readFileSync(join(POD, 'sbom.cdx.json'), 'utf8')) as {
    components: { name: string }[];
  };
  expect(sbom).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'mcp-remote-proxy' } },
  });
  expect(sbom.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['undici', 'pino']));
});
