/** The two programs of the package, bundled: the one that runs in the pod, and the command line of laptops and CI. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions, Metafile, OutputFile } from 'esbuild';
import { builtins } from './builtins.ts';
import { leaveOut } from './leave-out.ts';
import { leanUndici } from './undici.ts';

/** What paths start from. */
export const RUNTIME = join(import.meta.dirname, '..');

/** What a program is made of; the same sources give the same bytes. */
export interface Program {
  readonly metafile: Metafile;
  readonly outputFiles: readonly OutputFile[];
}

// The cap on V8's young generation keeps memory flat under load (docs/adr/0005-capped-young-generation.md). SIGUSR1
// would open an inspector.
const SHEBANG = '#!/usr/bin/env -S node --max-semi-space-size=8 --disable-sigusr1';

function toOptions() {
  const { version } = JSON.parse(readFileSync(join(RUNTIME, 'package.json'), 'utf8')) as { version: string };
  return {
    absWorkingDir: RUNTIME,
    bundle: true,
    platform: 'node',
    target: 'node22.19',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    minify: true,
    legalComments: 'none',
    // undici's own switch for bundles: without it Milo, an experimental parser, is in them, twice.
    define: { PACKAGE_VERSION: JSON.stringify(version), esbuildDetection: 'true' },
    logLevel: 'warning',
    metafile: true,
    write: false,
  } as const satisfies BuildOptions;
}

/** One file, all that a pod needs beside Node. */
export function bundlePodProgram(): Promise<Program> {
  return build({
    ...toOptions(),
    entryPoints: { 'mcp-remote-proxy': 'src/main.ts' },
    outdir: 'build',
    banner: { js: SHEBANG },
    plugins: [builtins, leanUndici, leaveOut],
  });
}

/** A folder of files, loaded when they are asked for. */
export function bundleCommandLine(): Promise<Program> {
  return build({
    ...toOptions(),
    entryPoints: { main: '../cli/main.ts' },
    outdir: 'build/cli',
    splitting: true,
    plugins: [builtins],
  });
}
