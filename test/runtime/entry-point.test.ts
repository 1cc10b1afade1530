/** The flags Node is started with are written in two places, which must agree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const RUNTIME = join(import.meta.dirname, '../../runtime');

it('starts Node with the same flags in the image as on a command line', () => {
  const [firstLine = ''] = readFileSync(join(RUNTIME, 'build/mcp-remote-proxy.mjs'), 'utf8').split('\n');
  const [, flags = ''] = /^#!\/usr\/bin\/env -S node (.+)$/.exec(firstLine) ?? [];
  expect(flags).toMatch(/^--/);
  const entryPoint = /^ENTRYPOINT (.+)$/m.exec(readFileSync(join(RUNTIME, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  expect((JSON.parse(entryPoint) as string[]).slice(1, -1)).toEqual(flags.split(' '));
});
