/** What is in the image: two layers, of which the first changes with Node and the second with the runtime. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { NodeBuild } from './node';

/** A file of the image: text, or a file of this machine. */
export interface ImageFile {
  /** Without a slash in front. */
  readonly path: string;
  readonly mode: number;
  readonly content: string | { readonly file: string };
}

/** Where the package's own files are: this program is in build/cli. */
export const PACKAGE = join(import.meta.dirname, '../..');

export const NODE_PATH = 'usr/local/bin/node';
export const PROGRAM_PATH = 'usr/local/lib/mcp-remote-proxy.mjs';
export const USER = '1000:1000';

const LICENSES = 'usr/share/licenses';

/** Names for the numbers, for whoever asks the C library, and hosts before DNS, as everywhere. */
const ACCOUNTS = {
  'etc/passwd': 'root:x:0:0:root:/:/sbin/nologin\nproxy:x:1000:1000:proxy:/:/sbin/nologin\n',
  'etc/group': 'root:x:0:\nproxy:x:1000:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};

export function sizeOf({ content }: ImageFile): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : statSync(content.file).size;
}

export function nodeFiles({ file, license, libraries, glibc }: NodeBuild): ImageFile[] {
  return [
    ...Object.entries(ACCOUNTS).map(([path, content]) => toFile(path, content)),
    toFile(NODE_PATH, { file }, 0o755),
    ...toLibraries(libraries),
    toFile(`${LICENSES}/node/LICENSE`, { file: license ?? textOf('node') }),
    toFile(`${LICENSES}/libraries/NOTICE`, renderNotice(libraries, glibc)),
    ...['glibc', 'LGPL-2.1', 'GPL-3.0', 'GCC-exception-3.1'].map((name) =>
      toFile(`${LICENSES}/libraries/${name}.txt`, { file: textOf(name) }),
    ),
  ];
}

/** A license that is shipped with this program. */
function textOf(name: string): string {
  return join(PACKAGE, 'build/licenses', `${name}.txt`);
}

export function programFiles(): ImageFile[] {
  const own = (path: string, file: string) => toFile(path, { file: join(PACKAGE, file) });
  return [
    own(PROGRAM_PATH, 'build/mcp-remote-proxy.mjs'),
    own(`${LICENSES}/mcp-remote-proxy/LICENSE`, 'LICENSE'),
    own(`${LICENSES}/mcp-remote-proxy/THIRD-PARTY-LICENSES.txt`, 'build/THIRD-PARTY-LICENSES.txt'),
    own('usr/share/mcp-remote-proxy/sbom.cdx.json', 'build/pod/sbom.cdx.json'),
  ];
}

export function toFile(path: string, content: ImageFile['content'], mode = 0o644): ImageFile {
  return { path, content, mode };
}

/** The linker where the program says it is; the others where the linker looks without being told. */
function toLibraries(libraries: readonly string[]): ImageFile[] {
  const folder = dirname(libraries.find((file) => basename(file).startsWith('libc.')) ?? '/lib');
  return libraries.map((file) => {
    const path = isLinker(file) ? file : join(folder, basename(file));
    return toFile(path.slice(1), { file: realpathSync(file) }, 0o755);
  });
}

function isLinker(file: string): boolean {
  return basename(file).startsWith('ld-');
}

function renderNotice(libraries: readonly string[], glibc = ''): string {
  const names = libraries.map((file) => basename(file)).sort();
  const ofGcc = names.filter((name) => /^lib(?:stdc|gcc|atomic)/.test(name));
  const ofGlibc = names.filter((name) => !ofGcc.includes(name));
  return `Libraries that Node is linked with, unchanged from ${readSystemName()}, whose sources have theirs.

The GNU C Library ${glibc} (LGPL-2.1-or-later; LGPL-2.1.txt, notices in glibc.txt):
  ${ofGlibc.join(' ')}

The GNU Compiler Collection (GPL-3.0-or-later WITH GCC-exception-3.1; GPL-3.0.txt, GCC-exception-3.1.txt):
  ${ofGcc.join(' ')}
`;
}

/** @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
function readSystemName(): string {
  const text = readFileSync('/etc/os-release', 'utf8');
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? 'this system';
}
