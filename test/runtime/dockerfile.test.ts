/** The Dockerfile of the published package: it makes the image that `image` writes, of what is in the package. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Copy, DockerfileParser, JSONInstruction, PropertyInstruction } from 'dockerfile-ast';
import type { Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toConfig } from '../../cli/image/documents';
import type { PackageFacts } from '../../cli/image/package-facts';
import { runCommand } from '../support/run-command';

const RUNTIME = join(import.meta.dirname, '../../runtime');
const SOURCE = readFileSync(join(RUNTIME, 'Dockerfile'), 'utf8');
const FACTS = JSON.parse(readFileSync(join(RUNTIME, 'package.json'), 'utf8')) as PackageFacts;

const instructions = DockerfileParser.parse(SOURCE).getInstructions();
const all = (keyword: string): Instruction[] =>
  instructions.filter((instruction) => instruction.getKeyword() === keyword);
const argumentsOf = (keyword: string): string[] => all(keyword).map((one) => one.getArgumentsContent() ?? '');
const properties = (keyword: string): Record<string, string | null> =>
  Object.fromEntries(
    all(keyword)
      .filter((one) => one instanceof PropertyInstruction)
      .flatMap((one) => one.getProperties())
      .map((property) => [property.getName(), property.getValue()]),
  );
const argvOf = (keyword: string): string[] =>
  all(keyword)
    .filter((one) => one instanceof JSONInstruction)
    .flatMap((one) => one.getJSONStrings())
    .map((text) => JSON.parse(text.getValue()) as string);

/** Sources and destination of what is copied from the package. */
const copies = all('COPY')
  .filter((one) => one instanceof Copy)
  .filter((copy) => copy.getFromFlag() === null)
  .map((copy) => (copy.getArgumentsContent() ?? '').split(' '))
  .map((words) => ({ sources: words.slice(0, -1), target: words.at(-1) ?? '' }));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dockerfile-test-'));
  // What npm would pack, and nothing else of the folder.
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: RUNTIME,
      encoding: 'utf8',
    }),
  ) as { files: { path: string }[] }[];
  for (const { path } of packed?.files ?? []) cpSync(join(RUNTIME, path), join(folder, 'context', path));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('is in the package, and a linter finds nothing', () => {
  expect(existsSync(join(folder, 'context/Dockerfile'))).toBe(true);
  expect(validate(SOURCE).map(({ message }) => message)).toEqual([]);
});

it('takes Node from an image that a build argument names, and hands on none of it but files', () => {
  expect(argumentsOf('ARG')).toEqual(['NODE_IMAGE=node:26-slim']);
  expect(argumentsOf('FROM')).toEqual(['${NODE_IMAGE} AS node', 'scratch']);
});

it('describes the image as `image` does', () => {
  const { config } = JSON.parse(
    toConfig({ os: 'linux', architecture: 'amd64' }, [], FACTS).content,
  ) as Readonly<Record<'config', object>>;
  expect({
    User: argumentsOf('USER').at(-1),
    Env: Object.entries(properties('ENV')).map(([name, value]) => `${name}=${value ?? ''}`),
    Entrypoint: argvOf('ENTRYPOINT'),
    Cmd: argvOf('CMD'),
    WorkingDir: argumentsOf('WORKDIR').at(-1),
    Labels: properties('LABEL'),
  }).toEqual(config);
});

it('builds from the package alone what `image` writes', async () => {
  for (const { sources, target } of copies) {
    for (const source of sources) {
      const place = target.endsWith('/') ? join(target, source) : target;
      cpSync(join(folder, 'context', source), join(folder, 'stage', place), { recursive: true });
    }
  }
  const [node, program = '', ...args] = argvOf('RUN');
  expect(node).toBe('node');
  expect(all('COPY').at(-1)?.getTextContent()).toBe('COPY --from=node /image /');
  const inStage = args.map((argument) => argument.replace(/^\/(?=image$)/, `${join(folder, 'stage')}/`));
  const built = await runCommand(inStage, { program: join(folder, 'stage', program) });
  expect(built).toEqual({ code: 0, stdout: '', stderr: '' });

  const other = join(folder, 'other');
  expect((await runCommand(['image', '--unpacked', '-o', other])).code).toBe(0);
  const list = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  expect(list(join(folder, 'stage/image'))).toEqual(list(other));
  const licenses = 'usr/share/licenses/mcp-remote-proxy';
  expect(list(join(folder, 'stage/image', licenses))).toEqual(['LICENSE', 'THIRD-PARTY-LICENSES.txt']);
});
