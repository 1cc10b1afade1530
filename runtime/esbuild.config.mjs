/**
 * Bundles two programs into build/: mcp-remote-proxy.mjs, which is all that a pod needs, and cli/, the command line of
 * laptops and CI, whose parts are loaded when they are asked for.
 */
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

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
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};

// The cap on V8's young generation keeps memory flat under load (docs/adr/0005-capped-young-generation.md). SIGUSR1
// would open an inspector.
const SHEBANG = '#!/usr/bin/env -S node --max-semi-space-size=8 --disable-sigusr1';
// CommonJS dependencies call require() for Node's own modules, which an ES module has to make for itself.
const REQUIRE =
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

await rm(new URL('build', import.meta.url), { recursive: true, force: true });
await build({
  ...options,
  entryPoints: { 'mcp-remote-proxy': 'src/main.ts' },
  outdir: 'build',
  banner: { js: `${SHEBANG}\n${REQUIRE}` },
});
await build({
  ...options,
  entryPoints: { main: '../cli/main.ts' },
  outdir: 'build/cli',
  splitting: true,
  banner: { js: REQUIRE },
});
await chmod(new URL('build/mcp-remote-proxy.mjs', import.meta.url), 0o755);
