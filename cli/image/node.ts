/** The Node that runs this program, as it goes into an image: its file, its license, the libraries it has loaded. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';

export interface NodeBuild {
  readonly file: string;
  /** Undefined where Node's own archive has been taken apart. */
  readonly license: string | undefined;
  /** Absolute paths, the dynamic linker among them. */
  readonly libraries: readonly string[];
  readonly glibc: string | undefined;
}

/** What Node tells of itself, as far as it is used here. */
interface Report {
  readonly header: { readonly glibcVersionRuntime?: string };
  readonly sharedObjects: readonly string[];
}

/** The libraries that Node's own builds load, and whose licenses are at hand: of glibc and of GCC. */
const KNOWN = /^(?:ld-linux[\w-]*|lib(?:c|m|dl|pthread|rt|stdc\+\+|gcc_s|atomic))\.so\.\d+$/;

/** Provided by the kernel; there is no file. */
const KERNEL = /^linux-vdso\./;

const OWN_BUILD =
  "use a build of the Node project's own: npx -p node@26 -p mcp-remote-proxy mcp-remote-proxy image ...";

export function resolveNode(issues: Issue[]): NodeBuild {
  const { header, sharedObjects } = process.report.getReport() as unknown as Report;
  const libraries = sharedObjects.filter((file) => !KERNEL.test(basename(file))).sort();
  const unknown = libraries.filter((file) => !KNOWN.test(basename(file)));
  if (process.platform === 'linux' && unknown.length > 0) {
    const message = `loads ${unknown.join(', ')}, whose license is not at hand`;
    issues.push(issue('ERR_IMAGE_NODE', process.execPath, message, OWN_BUILD));
  }
  const license = join(dirname(process.execPath), '../LICENSE');
  return {
    file: process.execPath,
    license: existsSync(license) ? license : undefined,
    libraries,
    glibc: header.glibcVersionRuntime,
  };
}
