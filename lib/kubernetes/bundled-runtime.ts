/** The runtime that comes with this package, as the content of a ConfigMap named by its digest. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as kplus from 'cdk8s-plus-28';
import { LOADER_FILE, PACKED_PROGRAM_FILE } from '../../contract/bundled-runtime';

/** From the root of the package, and of the repository. */
const FOLDER = 'runtime/build/pod';

/** Hexadecimal digits of the digest in the name: enough that no two runtimes share one. */
const DIGEST_LENGTH = 16;

interface BundledRuntime {
  readonly loader: string;
  /** In base64, as ConfigMaps hold it. */
  readonly program: string;
  readonly digest: string;
}

let bundledRuntime: BundledRuntime | undefined;

/** `prefix` and the digest of the content: other content has another name, and is another object. */
export function bundledRuntimeName(prefix: string): string {
  return `${prefix}-${getBundledRuntime().digest}`;
}

export function buildBundledRuntime(prefix: string, namespace: string | undefined): kplus.ConfigMapProps {
  const { loader, program } = getBundledRuntime();
  return {
    metadata: {
      name: bundledRuntimeName(prefix),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { 'app.kubernetes.io/name': 'mcp-remote-proxy', 'app.kubernetes.io/component': 'runtime' },
    },
    immutable: true,
    data: { [LOADER_FILE]: loader },
    binaryData: { [PACKED_PROGRAM_FILE]: program },
  };
}

/** Read once; it does not change while an app runs. */
function getBundledRuntime(): BundledRuntime {
  bundledRuntime ??= readBundledRuntime(join(findRoot(__dirname), FOLDER));
  return bundledRuntime;
}

function readBundledRuntime(folder: string): BundledRuntime {
  if (!existsSync(folder)) {
    throw new Error(`The runtime is not built yet, ${folder} is missing: run \`npm run build:runtime\``);
  }
  const loader = readFileSync(join(folder, LOADER_FILE), 'utf8');
  const program = readFileSync(join(folder, PACKED_PROGRAM_FILE));
  const digest = createHash('sha256').update(loader).update(program).digest('hex');
  return { loader, program: program.toString('base64'), digest: digest.slice(0, DIGEST_LENGTH) };
}

/** The folder with package.json: the compiled constructs, their sources and the command line are in different depths. */
function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}
