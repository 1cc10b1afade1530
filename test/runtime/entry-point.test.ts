/** The flags Node is started with are written in three places, which must agree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const RUNTIME = join(import.meta.dirname, '../../runtime');

/** Unknown to releases of Node that are too old for the program, on which its bin still says so. */
const RECENT = ['--disable-sigusr1'];

function flagsOf(script: string): string[] {
  const [firstLine = ''] = readFileSync(join(RUNTIME, script), 'utf8').split('\n');
  return /^#!\/usr\/bin\/env -S node (.+)$/.exec(firstLine)?.[1]?.split(' ') ?? [];
}

it('starts Node with the same flags in the image as on a command line', () => {
  const flags = flagsOf('build/mcp-remote-proxy.mjs');
  expect(flags).toEqual(expect.arrayContaining(RECENT));
  expect([...flagsOf('bin/mcp-remote-proxy.mjs'), ...RECENT]).toEqual(flags);
  const entryPoint = /^ENTRYPOINT (.+)$/m.exec(readFileSync(join(RUNTIME, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  expect((JSON.parse(entryPoint) as string[]).slice(1, -1)).toEqual(flags);
});
