/** What a start loads of Node: the time to the first answer and the memory of an idle proxy are made of it. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { BUNDLE } from '../../support/run-command';
import { SECRETS_ENV, writeRunConfig } from '../commands/fixtures';

/** Loaded before the program: says at its end which modules of Node's own there were. */
const TELL =
  'data:text/javascript,process.once("exit",()=>console.error(process.moduleLoadList.join("\\n")))';

async function modulesOfStart(): Promise<string[]> {
  const { file } = writeRunConfig({ limits: { shutdown_delay_ms: 0 } });
  const child = spawn(process.execPath, ['--import', TELL, BUNDLE, 'run', '--config', file, '--port', '0'], {
    env: SECRETS_ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const modules = text(child.stderr);
  child.stdout.on('data', (lines: Buffer) => {
    if (lines.includes('"listening"')) child.kill('SIGTERM');
  });
  return (await modules).split('\n');
}

it('is neither TLS nor crypto nor fetch, which wait for the request that needs them', async () => {
  const modules = await modulesOfStart();
  expect(modules).toContain('NativeModule http');
  const LATER = ['tls', 'crypto', 'zlib', 'https', 'http2', 'internal/deps/undici/undici'];
  expect(LATER.filter((name) => modules.includes(`NativeModule ${name}`))).toEqual([]);
});
