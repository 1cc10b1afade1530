/** `npm run build`: both programs and their licenses into build/. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderLicenses } from './licenses.ts';
import { bundleCommandLine, bundlePodProgram, RUNTIME } from './programs.ts';

const BUILD = join(RUNTIME, 'build');

const pod = await bundlePodProgram();
const commandLine = await bundleCommandLine();
const licenses = renderLicenses({ 'mcp-remote-proxy.mjs': pod.metafile, 'cli/': commandLine.metafile });

rmSync(BUILD, { recursive: true, force: true });
for (const { path, contents } of [...pod.outputFiles, ...commandLine.outputFiles]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
writeFileSync(join(BUILD, 'THIRD-PARTY-LICENSES.txt'), licenses);
chmodSync(join(BUILD, 'mcp-remote-proxy.mjs'), 0o755);
