/** Whatever is bundled goes out with its license. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { LEFT_OUT } from '../../../runtime/bundle/leave-out';
import { bundledFiles, renderLicenses } from '../../../runtime/bundle/licenses';
import { bundleCommandLine, bundlePodProgram, RUNTIME } from '../../../runtime/bundle/programs';

const shipped = readFileSync(join(RUNTIME, 'build/THIRD-PARTY-LICENSES.txt'), 'utf8');
let files: string[];

beforeAll(async () => {
  const programs = await Promise.all([bundlePodProgram(), bundleCommandLine()]);
  files = programs.flatMap(({ metafile }) => bundledFiles(metafile));
});

/** Folders of the packages that files come from. */
function packagesOf(paths: readonly string[]): string[] {
  const folders = paths.map((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

it('has the license of every package, as that package ships it', () => {
  const packages = packagesOf(files);
  expect(packages.map((folder) => basename(folder))).toEqual(expect.arrayContaining(['undici', 'yaml']));
  for (const folder of packages) {
    const [license = 'none'] = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file));
    expect(shipped).toContain(readFileSync(join(folder, license), 'utf8').trim());
  }
});

it("has that of undici's parser, which undici does not ship", () => {
  expect(files.filter((file) => file.includes('/undici/lib/llhttp/'))).not.toEqual([]);
  expect(shipped).toMatch(/^llhttp \(MIT\), in \S+\n\nCopyright Fedor Indutny, 2018\./m);
});

it('is enough: no bundled file has a notice of its own', () => {
  const stubs = Object.entries(LEFT_OUT).flatMap(([name, reasons]) =>
    Object.keys(reasons).map((file) => `/node_modules/${name}/${file}`),
  );
  const noticed = files
    .filter((file) => file.includes('/node_modules/') && !stubs.some((stub) => file.endsWith(stub)))
    .filter((file) => /\/\*!|@license|@preserve/i.test(readFileSync(file, 'utf8')));
  expect(noticed).toEqual([]);
});

it('leaves out what is not bundled', () => {
  expect(shipped).not.toMatch(/^(?:esbuild|vitest|thread-stream) /m);
});

it('does not build with a package that has no license', () => {
  const folder = mkdtempSync(join(tmpdir(), 'licenses-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const bare = join(folder, 'node_modules/bare');
  mkdirSync(bare, { recursive: true });
  writeFileSync(join(bare, 'package.json'), '{"name":"bare","version":"1.0.0"}');
  const inputs = { [join(bare, 'index.js')]: { bytesInOutput: 1 } };
  const outputs = { 'x.mjs': { bytes: 1, inputs, imports: [], exports: [] } };
  expect(() => renderLicenses({ 'x.mjs': { inputs: {}, outputs } })).toThrow(
    'bare is bundled, and has no license file',
  );
});
