import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { RUNTIME } from './programs.ts';

/** Something other people wrote. */
interface Work {
  readonly title: string;
  /** As in SPDX. */
  readonly license: string;
  readonly text: string;
}

/** Works inside packages that do not carry their license. */
const EMBEDDED: readonly (Work & { readonly files: RegExp })[] = [
  {
    title: 'llhttp',
    license: 'MIT',
    text: readFileSync(join(import.meta.dirname, 'licenses/llhttp.txt'), 'utf8').trim(),
    files: /[/\\]undici[/\\]lib[/\\]llhttp[/\\]/,
  },
];

const PACKAGE_FOLDER = /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+(?=[/\\])/;
const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;
const RULE = `\n${'-'.repeat(80)}\n\n`;

/** Paths of the files of which something is in the program. */
export function bundledFiles({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => resolve(RUNTIME, path));
}

function readPackage(folder: string): Work {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Readonly<Record<'name' | 'version' | 'license', string>>;
  const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file));
  if (files.length === 0) throw new Error(`${name} is bundled, and has no license file`);
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { title: `${name} ${version}`, license, text: texts.join('\n\n') };
}

export function findWorks(metafile: Metafile): Work[] {
  const files = bundledFiles(metafile);
  const folders = new Set(files.flatMap((file) => PACKAGE_FOLDER.exec(file)?.[0] ?? []));
  const embedded = EMBEDDED.filter((work) => files.some((file) => work.files.test(file)));
  return [...[...folders].map(readPackage), ...embedded];
}

/** Every license of what is in the programs, given as metafiles by name. */
export function renderLicenses(programs: Readonly<Record<string, Metafile>>): string {
  const worksOf = Object.entries(programs).map(([name, metafile]) => ({ name, works: findWorks(metafile) }));
  const all = new Map(worksOf.flatMap(({ works }) => works.map((work) => [work.title, work])));
  const sections = [...all.values()]
    .sort((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ title, license, text }) => {
      const users = worksOf.filter(({ works }) => works.some((work) => work.title === title));
      return `${title} (${license}), in ${users.map(({ name }) => name).join(' and ')}\n\n${text}\n`;
    });
  return ["What other people wrote in mcp-remote-proxy's programs, with its licenses.\n", ...sections].join(
    RULE,
  );
}
