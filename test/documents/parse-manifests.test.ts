import { describe, expect, it } from 'vitest';
import type { Issue } from '../../contract/issue';
import { parseManifests } from '../../documents/parse-manifests';

function parse(text: string) {
  const issues: Issue[] = [];
  const manifests = parseManifests(text, 'dist.yaml', issues);
  return { manifests, issues };
}

describe('objects', () => {
  it('reads every document, skips empty ones, and keeps the order', () => {
    const { manifests, issues } = parse(
      '# nothing\n---\nkind: A\nmetadata: {name: a}\n---\n---\nkind: B\nmetadata: {name: b, namespace: ns}\n',
    );
    expect(issues).toEqual([]);
    expect(manifests).toMatchObject([
      { kind: 'A', name: 'a', origin: 'dist.yaml A/a' },
      { kind: 'B', name: 'b', namespace: 'ns', origin: 'dist.yaml B/b' },
    ]);
    expect(manifests[0]).not.toHaveProperty('namespace');
  });

  it('reads JSON', () => {
    expect(parse('{"kind":"A","metadata":{"name":"a"}}').manifests).toMatchObject([{ kind: 'A', name: 'a' }]);
  });

  it('unpacks lists, and lists in lists', () => {
    const { manifests, issues } = parse(`
kind: List
items:
  - { kind: A, metadata: { name: a } }
  - kind: SecretList
    items: [{ kind: Secret, metadata: { name: s } }]
`);
    expect(issues).toEqual([]);
    expect(manifests.map(({ origin }) => origin)).toEqual(['dist.yaml A/a', 'dist.yaml Secret/s']);
  });

  it.each([
    ['kind: A', 'ERR_FIELD_MISSING', '1:1 (document 1, A) metadata'],
    ['\nmetadata: {name: a}', 'ERR_FIELD_MISSING', '2:1 (document 1) kind'],
    ['metadata: {name: a}\nkind: [A]', 'ERR_FIELD_TYPE', '2:1 (document 1) kind'],
    ['kind: A\nmetadata: {}', 'ERR_FIELD_MISSING', '2:1 (document 1, A) metadata.name'],
    ['kind: A\nmetadata:\n  name: 1', 'ERR_FIELD_TYPE', '3:3 (document 1, A) metadata.name'],
    [
      'kind: A\nmetadata: {name: a, namespace: 1}',
      'ERR_FIELD_TYPE',
      '2:21 (document 1, A) metadata.namespace',
    ],
    ['just text', 'ERR_FIELD_TYPE', '1:1 (document 1)'],
    ['# nothing\n---\nkind: A\nmetadata: {name: a}\n---\n---\n[]', 'ERR_FIELD_TYPE', '7:1 (document 3)'],
    ['kind: List\nitems:\n  - {}', 'ERR_FIELD_MISSING', '3:5 (document 1) items[0].kind'],
    [
      'kind: List\nitems:\n  - kind: A\n    metadata: {name: 1}',
      'ERR_FIELD_TYPE',
      '4:16 (document 1, A) items[0].metadata.name',
    ],
    ['{"kind": "A",\n "metadata": {"name": 1}}', 'ERR_FIELD_TYPE', '2:15 (document 1, A) metadata.name'],
  ])('refuses %j', (text, code, place) => {
    const expected = expect.objectContaining({ code, path: `dist.yaml:${place}` }) as Issue;
    expect(parse(text).issues).toContainEqual(expected);
  });
});

describe('scalars, as kubectl reads them', () => {
  it.each([
    ['yes', true],
    ['y', true],
    ['off', false],
    ['2024-01-01', '2024-01-01'],
    ['12:30', '12:30'],
    ['017', 15],
    ['"yes"', 'yes'],
  ])('%s', (scalar, value) => {
    const { manifests } = parse(`{kind: A, metadata: {name: a}, field: ${scalar}}`);
    expect(manifests[0]?.body['field']).toBe(value);
  });

  it('follows merge keys', () => {
    const { manifests } = parse('kind: A\nmetadata: &m {name: a}\nspec: {<<: *m, x: 1}');
    expect(manifests[0]?.body['spec']).toEqual({ name: 'a', x: 1 });
  });
});

describe('text that is not YAML', () => {
  const OTHER = 'kind: A\nmetadata: {name: a}\n---\n';

  it.each([
    ['kind: A\n  bad: hunter2: x', '1:7 (document 1)'],
    ['kind: "hunter2', '1:15 (document 1)'],
    ['kind: A\nkind: hunter2', '2:1 (document 1)'],
    ['kind: A\nvalue: @hunter2', '2:8 (document 1)'],
    ['kind: A\nvalue: "\\hunter2"', '2:9 (document 1)'],
    ['kind: A\nvalue: %hunter2', '2:8 (document 1)'],
    [`${OTHER}\tkind: hunter2`, '4:1 (document 2)'],
    [`${OTHER}{"kind": "hunter2"`, '4:19 (document 2)'],
    [`${OTHER}kind: A\nvalue: *hunter2`, '5:8 (document 2)'],
    ['a: &a [b]\nkind: [*a, *hunter2]', '2:12 (document 1)'],
    ['kind: A\nmetadata: &hunter2 { name: a, labels: *hunter2 }', '2:39 (document 1)'],
    ['kind: A\nspec: &a\n  - &hunter2 [b]\n  - [*hunter2, *a]', '4:16 (document 1)'],
    ['kind: A\nspec:\n  prefix: !!js/function "hunter2"', '3:11 (document 1)'],
    [`${OTHER}kind: A\ndata: { a: !hunter2 }`, '5:12 (document 2)'],
    ['kind: A\nspec: !hunter2 { a: b }', '2:7 (document 1)'],
    ['kind: A\nat: !!timestamp 2001-01-01', '2:5 (document 1)'],
  ])('%j: says where, not what', (text, place) => {
    const { issues } = parse(text);
    expect(issues[0]).toMatchObject({ code: 'ERR_DOCUMENT_YAML', path: `dist.yaml:${place}` });
    expect(issues[0]?.message).toMatch(/^is /);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  it('but has the tags of YAML', () => {
    const { manifests, issues } = parse(
      'kind: !!str A\nmetadata: !!map { name: a }\ncount: !!int "3"\nraw: !!binary aGk=\nmark: ! "!x"',
    );
    expect(issues).toEqual([]);
    expect(manifests[0]?.body).toMatchObject({ kind: 'A', count: 3, mark: '!x' });
  });

  it('the other documents are read all the same', () => {
    const { manifests, issues } = parse(`kind: @\n---\n${OTHER}`);
    expect(issues).toHaveLength(1);
    expect(manifests).toMatchObject([{ name: 'a', document: 2 }]);
  });

  it('whose aliases would fill the memory', () => {
    const levels = Array.from(
      { length: 20 },
      (_, level) => `a${level}: &a${level} [${`*a${level - 1},`.repeat(9)}]`,
    );
    const { issues } = parse(['kind: A', 'a-1: &a-1 [x]', ...levels].join('\n'));
    expect(issues).toMatchObject([{ code: 'ERR_DOCUMENT_YAML', path: 'dist.yaml:1:1 (document 1)' }]);
    expect(issues[0]?.message).toContain('so many aliases');
  });
});
