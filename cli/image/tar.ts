/** Files as a tar archive of which every byte is decided here: no time, no owner but root, one order. */
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { packTar } from 'modern-tar/fs';
import type { TarSource } from 'modern-tar/fs';
import { sizeOf } from './files';
import type { ImageFile } from './files';

const OWNED = { mtime: new Date(0), uid: 0, gid: 0 };

/** Folders come before what is in them. */
export function packFiles(files: readonly ImageFile[]): Readable {
  const folders = [...new Set(files.flatMap(({ path }) => foldersOf(path)))].sort();
  const sources = [...folders.map(toFolder), ...files.map(toSource)];
  return packTar(sources, {
    map: (header) => (header.name.endsWith('/') ? { ...header, type: 'directory' } : header),
  });
}

function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [...foldersOf(folder), `${folder}/`];
}

function toFolder(target: string): TarSource {
  return { ...OWNED, type: 'content', content: '', target, mode: 0o755 };
}

function toSource(file: ImageFile): TarSource {
  const { path: target, mode, content } = file;
  const entry = { ...OWNED, target, mode };
  if (typeof content === 'string') return { ...entry, type: 'content', content };
  return { ...entry, type: 'stream', content: createReadStream(content.file), size: sizeOf(file) };
}
