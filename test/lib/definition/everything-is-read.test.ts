/** A prop that nothing reads would be ignored without a word: it does not compile, in whichever interface it is. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const PROPS = join(ROOT, 'lib/props');

/** Where they are read: those of a proxy, and what other ways to one take on top of them. */
const READERS = [
  'lib/definition/proxy-definition.ts',
  'lib/custom-resource/read-resource.ts',
  'lib/custom-resource/resource-version.ts',
];

const INTERFACE = /^export interface (\w+)(?: extends \w+)? \{$/gm;

/** With one prop more in each interface, named after it. */
function withUnreadProps(source: string): string {
  return source.replaceAll(INTERFACE, (line, name: string) => `${line} readonly unread${name}?: boolean;`);
}

function compile(): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    ROOT,
  );
  const host = ts.createCompilerHost(options);
  host.readFile = (file) => {
    const source = ts.sys.readFile(file);
    return file.startsWith(PROPS) && source !== undefined ? withUnreadProps(source) : source;
  };
  const program = ts.createProgram(
    READERS.map((file) => join(ROOT, file)),
    options,
    host,
  );
  return program
    .getSemanticDiagnostics()
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const names = readdirSync(PROPS).flatMap((file) =>
  [...(ts.sys.readFile(join(PROPS, file)) ?? '').matchAll(INTERFACE)].map(([, name = '']) => name),
);

it('knows the interfaces', () => expect(names.length).toBeGreaterThan(20));

const problems = compile();
it.each(names)('%s', (name) => {
  // That it has no shape either is another problem.
  const ofReading = problems.filter((problem) => !problem.includes('Fields<'));
  expect(ofReading.filter((problem) => problem.includes(`unread${name}`))).not.toEqual([]);
});
