/**
 * Attack: somebody in the pod sends SIGUSR1, at which Node opens an inspector on 127.0.0.1:9229, and reads the secrets
 * through it from a container that shares the network of the pod.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MINIMAL } from '../contract/run-configs';
import { BUNDLE, PROGRAM } from '../support/run-command';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'inspector-test-'));
  writeFileSync(join(directory, 'runconfig.json'), JSON.stringify(MINIMAL));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Reads what the program logs until it says where it listens. */
function portOf(output: Readable): Promise<number> {
  let log = '';
  return new Promise((resolve) => {
    output.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const [, port] = /"port":(\d+)/.exec(log) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

it.each([
  ['in the pod', [BUNDLE]],
  ['in the pod, with its flags', ['--disable-sigusr1', BUNDLE]],
  ['on a command line', [PROGRAM]],
])('SIGUSR1 opens no inspector %s, and everybody is served as before', async (_where, program) => {
  const child = spawn(process.execPath, [...program, 'run', '--port', '0'], {
    cwd: directory,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const port = await portOf(child.stdout);

  child.kill('SIGUSR1');
  const { status } = await fetch(`http://127.0.0.1:${port}/health`);
  child.kill('SIGINT');

  expect(status).toBe(200);
  expect(await exit).toEqual([0, null]);
  expect(errors).toBe('');
});

/** Loaded before the program: sends the signal, and waits until Node has done what it does at it. */
const SIGNAL_FIRST =
  'data:text/javascript,process.kill(process.pid,"SIGUSR1");await new Promise((done)=>setTimeout(done,500));';

it('an inspector that was opened before the program began is closed before it serves', async () => {
  const child = spawn(
    process.execPath,
    ['--inspect-port=0', '--import', SIGNAL_FIRST, BUNDLE, 'run', '--port', '0'],
    { cwd: directory, env: {}, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exit = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await portOf(child.stdout);
  const [, inspectorPort] = /Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(errors) ?? [];
  const asked = fetch(`http://127.0.0.1:${inspectorPort}/json`);
  await expect(asked).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
});
