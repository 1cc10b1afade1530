/** The image of this project's runtime, made without a container engine and handed to the cluster by a command. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROGRAM } from '../support/run-command';

const run = promisify(execFile);

/** Of its own, so that no published image is taken for it. */
const IMAGE = 'mcp-remote-proxy:e2e';

/** `command` gets the archive as its last argument. Gives the name of the image. */
export async function loadImage(command: string): Promise<string> {
  process.stderr.write('... making and loading the image\n');
  const folder = await mkdtemp(join(tmpdir(), 'cluster-image-'));
  try {
    const archive = join(folder, 'image.tar');
    await run(PROGRAM, ['image', '--tag', IMAGE, '-o', archive]);
    await run('sh', ['-c', `${command} "$0"`, archive]);
    return IMAGE;
  } finally {
    await rm(folder, { recursive: true });
  }
}
