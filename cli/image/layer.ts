/** A layer of the image, written as a blob of its own. */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ImageFile } from './files';
import { packFiles } from './tar';

export interface Layer {
  /** Of the compressed bytes. */
  readonly digest: string;
  /** Of the tar archive in it, which the image's configuration names it by. */
  readonly diffId: string;
  readonly size: number;
  readonly file: string;
}

/** Told of every piece that is packed. */
export type OnBytes = (count: number) => void;

export async function writeLayer(
  files: readonly ImageFile[],
  file: string,
  onBytes: OnBytes,
): Promise<Layer> {
  const [tar, gzip] = [createHash('sha256'), createHash('sha256')];
  await pipeline(
    packFiles(files),
    (chunks: AsyncIterable<Uint8Array>) => watch(chunks, tar, onBytes),
    createGzip(),
    (chunks: AsyncIterable<Uint8Array>) => watch(chunks, gzip),
    createWriteStream(file),
  );
  return { file, size: statSync(file).size, diffId: toDigest(tar), digest: toDigest(gzip) };
}

async function* watch(
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash,
  onBytes?: OnBytes,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    onBytes?.(chunk.byteLength);
    yield chunk;
  }
}

export function toDigest(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}
