import { chmod, readFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'));
const outfile = new URL('build/mcp-remote-proxy.mjs', import.meta.url).pathname;

await build({
  entryPoints: [new URL('../cli/main.ts', import.meta.url).pathname],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node22.19',
  format: 'esm',
  minifySyntax: true,
  legalComments: 'linked',
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  // The cap on V8's young generation keeps memory flat under load (docs/adr/0005-capped-young-generation.md).
  // CommonJS dependencies call require() for Node's own modules, which an ES module has to make for itself.
  banner: {
    js: "#!/usr/bin/env -S node --max-semi-space-size=8\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
await chmod(outfile, 0o755);
