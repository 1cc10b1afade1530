/** `mcp-remote-proxy image`: its options and its help. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { parseImageReference } from '../../contract/image-reference';
import { endWithOutput, OUTPUT_EXIT_CODES } from '../output';
import type { ImageOptions } from './image';

const DESCRIPTION =
  'Writes an image of the runtime as an OCI archive; no container engine and no registry is asked. In it are the Node ' +
  'that runs this command, the libraries it needs, what a pod runs, and the licenses of all of it: no shell, no package ' +
  'manager. It starts as user 1000 on a read-only root file system without capabilities. The same files give the same ' +
  'digest. Needs Linux with glibc 2.34 or later.';

const HELP = `
Examples:
  $ mcp-remote-proxy image -o image.tar
  $ npx -p node@26 -p mcp-remote-proxy mcp-remote-proxy image -o image.tar     # with that Node
  $ skopeo copy oci-archive:image.tar docker://registry.example.com/mcp-remote-proxy:0.1.0
  $ kind load image-archive image.tar

Exit codes: 0 the image is written, 1 it cannot be made here, 2 wrong command line,
            ${OUTPUT_EXIT_CODES}
`;

export function addImageCommand(program: Command, version: string): void {
  program
    .command('image')
    .summary('write an image of the runtime, without a container engine')
    .description(DESCRIPTION)
    .requiredOption('-o, --output <path>', 'the archive to write; with --unpacked, the folder')
    .option(
      '-t, --tag <reference>',
      'name and tag the archive gives the image',
      tagOption,
      `mcp-remote-proxy:${version}`,
    )
    .option('--platform <os/arch>', "refuse to make an image of another platform than this machine's")
    .option('--unpacked', 'write the root file system into a folder instead of an archive')
    .addHelpText('after', HELP)
    .action(async (options: ImageOptions) => {
      endWithOutput();
      const { image } = await import('./image');
      process.exitCode = await image(options);
    });
}

function tagOption(text: string): string {
  const { tag, digest } = parseImageReference(text) ?? {};
  if (tag !== undefined && digest === undefined) return text;
  throw new InvalidArgumentError('write it like registry.example.com/mcp-remote-proxy:1.0.0');
}
