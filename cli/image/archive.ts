/** The image as one file: an OCI layout in a tar archive, which older releases of Docker can load too. */
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Blob } from './documents';
import { toFile } from './files';
import type { ImageFile } from './files';
import type { Layer } from './layer';
import { packFiles } from './tar';

export interface ImageParts {
  readonly reference: string;
  readonly index: Blob;
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layers: readonly Layer[];
}

/** Nothing is left where an image was to be and is not whole. */
export async function writeArchive(output: string, parts: ImageParts): Promise<void> {
  const unfinished = `${output}.${process.pid}.partial`;
  try {
    await pipeline(packFiles(toArchiveFiles(parts)), createWriteStream(unfinished));
    renameSync(unfinished, output);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function toArchiveFiles({ reference, index, manifest, config, layers }: ImageParts): ImageFile[] {
  const dockers = { Config: toPath(config), RepoTags: [reference], Layers: layers.map(toPath) };
  return [
    toFile('oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' })),
    toFile('index.json', index.content),
    toFile('manifest.json', JSON.stringify([dockers])),
    toFile(toPath(manifest), manifest.content),
    toFile(toPath(config), config.content),
    ...layers.map((layer) => toFile(toPath(layer), { file: layer.file })),
  ];
}

function toPath({ digest }: { readonly digest: string }): string {
  return `blobs/${digest.replace(':', '/')}`;
}
