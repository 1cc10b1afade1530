/** The root file system of the image as files, for whoever makes an image of it by other means. */
import { copyFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImageFile } from './files';

export function writeFolder(folder: string, files: readonly ImageFile[]): void {
  for (const { path, mode, content } of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'string') writeFileSync(target, content);
    else copyFileSync(content.file, target);
    chmodSync(target, mode);
  }
}
