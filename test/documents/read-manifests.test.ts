import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Issue } from '../../contract/issue';
import { readManifests } from '../../documents/read-manifests';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  for (const name of ['b.k8s.yaml', 'a.yml', 'c.json', 'README.md', 'old.yaml.bak']) {
    writeFileSync(join(directory, name), `{"kind":"Thing","metadata":{"name":"${name}"}}`);
  }
  mkdirSync(join(directory, 'deeper.yaml.d'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function read(...paths: string[]) {
  const issues: Issue[] = [];
  const manifests = readManifests(
    paths.map((path) => join(directory, path)),
    issues,
  );
  return { names: manifests.map(({ name }) => name), issues };
}

it('reads the manifests of a directory by file name, and nothing else in it', () => {
  expect(read('.')).toEqual({ names: ['a.yml', 'b.k8s.yaml', 'c.json'], issues: [] });
});

it('reads files in the order given, whatever their name', () => {
  expect(read('old.yaml.bak', 'a.yml').names).toEqual(['old.yaml.bak', 'a.yml']);
});

it('reads a file once, whatever it is called', () => {
  expect(read('b.k8s.yaml', '.', './a.yml')).toEqual({
    names: ['b.k8s.yaml', 'a.yml', 'c.json'],
    issues: [],
  });
});

it('reports a directory without manifests', () => {
  expect(read('deeper.yaml.d', 'a.yml')).toMatchObject({
    names: ['a.yml'],
    issues: [{ code: 'ERR_DOCUMENT_UNREADABLE', path: join(directory, 'deeper.yaml.d') }],
  });
});

it.each([
  ['Latin-1', Buffer.from('name: caf\xe9\n', 'latin1')],
  ['UTF-16', Buffer.from('\ufeffname: café\n', 'utf16le')],
])('reports what is in %s instead of UTF-8', (_name, bytes) => {
  writeFileSync(join(directory, 'other.yaml'), bytes);
  const { names, issues } = read('other.yaml', 'a.yml');
  rmSync(join(directory, 'other.yaml'));
  expect(names).toEqual(['a.yml']);
  expect(issues).toMatchObject([{ code: 'ERR_DOCUMENT_UNREADABLE', message: 'is not UTF-8' }]);
});

it('reports every file that cannot be read', () => {
  const { names, issues } = read('gone.yaml', 'a.yml', 'gone/');
  expect(names).toEqual(['a.yml']);
  expect(issues).toMatchObject([
    {
      code: 'ERR_DOCUMENT_UNREADABLE',
      path: join(directory, 'gone.yaml'),
      message: 'cannot be read: ENOENT',
    },
    { code: 'ERR_DOCUMENT_UNREADABLE', path: join(directory, 'gone/') },
  ]);
});
