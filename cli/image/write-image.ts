/** From files to the archive, with the blobs in a folder of their own meanwhile. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createProgress } from '../progress';
import { writeArchive } from './archive';
import type { ImageParts } from './archive';
import { toConfig, toIndex, toManifest } from './documents';
import { sizeOf } from './files';
import type { ImageFile } from './files';
import { writeLayer } from './layer';
import type { Layer, OnBytes } from './layer';
import type { PackageFacts } from './package-facts';
import type { Platform } from './platform';

export interface ImageRequest {
  readonly output: string;
  readonly reference: string;
  readonly platform: Platform;
  readonly facts: PackageFacts;
}

export interface WrittenImage extends ImageRequest, ImageParts {
  /** Of the archive, in bytes. */
  readonly size: number;
}

const MIB = 2 ** 20;

export async function writeImage(
  request: ImageRequest,
  contents: readonly (readonly ImageFile[])[],
): Promise<WrittenImage> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-remote-proxy-'));
  try {
    const layers = await writeLayers(contents, folder);
    const config = toConfig(request.platform, layers, request.facts);
    const manifest = toManifest(config, layers, request.facts);
    const index = toIndex(manifest, request.platform, request.reference);
    const parts = { ...request, index, manifest, config, layers };
    mkdirSync(dirname(request.output), { recursive: true });
    await writeArchive(request.output, parts);
    return { ...parts, size: statSync(request.output).size };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeLayers(contents: readonly (readonly ImageFile[])[], folder: string): Promise<Layer[]> {
  const onBytes = createByteProgress(contents.flat().reduce((sum, file) => sum + sizeOf(file), 0));
  const layers: Layer[] = [];
  for (const files of contents) {
    layers.push(await writeLayer(files, join(folder, String(layers.length)), onBytes));
  }
  return layers;
}

function createByteProgress(total: number): OnBytes {
  const progress = createProgress('packing MiB', Math.ceil(total / MIB));
  let rest = 0;
  return (count) => {
    for (rest += count; rest >= MIB; rest -= MIB) progress.step();
  };
}
