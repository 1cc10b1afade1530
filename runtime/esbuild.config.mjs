/**
 * Bundles two programs into build/: mcp-remote-proxy.mjs, which is all that a pod needs, and cli/, the command line of
 * laptops and CI, whose parts are loaded when they are asked for.
 */
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { builtins } from './bundle/builtins.mjs';
import { leaveOut } from './bundle/leave-out.mjs';

const { version } = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'));
const options = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  platform: 'node',
  target: 'node22.19',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  minify: true,
  legalComments: 'linked',
  // undici's own switch for bundles: without it Milo, an experimental parser, is in them, twice.
  define: { PACKAGE_VERSION: JSON.stringify(version), esbuildDetection: 'true' },
  logLevel: 'warning',
};

// The cap on V8's young generation keeps memory flat under load (docs/adr/0005-capped-young-generation.md). SIGUSR1
// would open an inspector.
const SHEBANG = '#!/usr/bin/env -S node --max-semi-space-size=8 --disable-sigusr1';

await rm(new URL('build', import.meta.url), { recursive: true, force: true });
await build({
  ...options,
  entryPoints: { 'mcp-remote-proxy': 'src/main.ts' },
  outdir: 'build',
  banner: { js: SHEBANG },
  plugins: [builtins, leaveOut],
});
await build({
  ...options,
  entryPoints: { main: '../cli/main.ts' },
  outdir: 'build/cli',
  splitting: true,
  plugins: [builtins],
});
await chmod(new URL('build/mcp-remote-proxy.mjs', import.meta.url), 0o755);
