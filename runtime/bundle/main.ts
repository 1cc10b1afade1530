/** `npm run build`: both programs, the pod's also as it travels in a ConfigMap, and their licenses into build/. */
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderLicenses } from './licenses.ts';
import { packProgram } from './pack.ts';
import { bundleCommandLine, bundlePodProgram, RUNTIME } from './programs.ts';
import { renderSbom } from './sbom.ts';

const BUILD = join(RUNTIME, 'build');
const PROGRAM = join(BUILD, 'mcp-remote-proxy.mjs');

function write(path: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}

const pod = await bundlePodProgram();
const program = pod.outputFiles.find(({ path }) => path === PROGRAM)?.contents;
if (program === undefined) throw new Error(`nothing was bundled into ${PROGRAM}`);
const [commandLine, packed] = await Promise.all([bundleCommandLine(), packProgram(program)]);
const licenses = renderLicenses({ 'mcp-remote-proxy.mjs': pod.metafile, 'cli/': commandLine.metafile });

rmSync(BUILD, { recursive: true, force: true });
for (const { path, contents } of [...pod.outputFiles, ...commandLine.outputFiles]) write(path, contents);
for (const [name, contents] of Object.entries(packed)) write(join(BUILD, 'pod', name), contents);
write(join(BUILD, 'pod/sbom.cdx.json'), renderSbom(pod.metafile, program));
write(join(BUILD, 'THIRD-PARTY-LICENSES.txt'), licenses);
cpSync(join(RUNTIME, '../cli/image/licenses'), join(BUILD, 'licenses'), { recursive: true });
chmodSync(PROGRAM, 0o755);
