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
    ['kind: A', 'ERR_FIELD_MISSING', 'dist.yaml.metadata'],
    ['metadata: {name: a}', 'ERR_FIELD_MISSING', 'dist.yaml.kind'],
    ['kind: A\nmetadata: {}', 'ERR_FIELD_MISSING', 'dist.yaml.metadata.name'],
    ['kind: A\nmetadata: {name: 1}', 'ERR_FIELD_TYPE', 'dist.yaml.metadata.name'],
    ['just text', 'ERR_FIELD_TYPE', 'dist.yaml'],
    ['kind: A\nmetadata: {name: a}\n---\n[]', 'ERR_FIELD_TYPE', 'dist.yaml[1]'],
    ['kind: List\nitems: [{}]', 'ERR_FIELD_MISSING', 'dist.yaml.items[0].kind'],
  ])('refuses %j', (text, code, path) => {
    expect(parse(text).issues).toContainEqual(expect.objectContaining({ code, path }));
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
  it.each([
    ['kind: A\n  bad: hunter2: x', 1],
    ['kind: "hunter2', 1],
    ['kind: A\nkind: hunter2', 2],
    ['kind: A\nvalue: @hunter2', 2],
    ['kind: A\nvalue: "\\hunter2"', 2],
    ['kind: A\nvalue: %hunter2', 2],
  ])('%j: says where, not what', (text, line) => {
    const { issues, manifests } = parse(text);
    expect(manifests).toEqual([]);
    expect(issues[0]).toMatchObject({ code: 'ERR_DOCUMENT_YAML', path: 'dist.yaml' });
    expect(issues[0]?.message).toMatch(new RegExp(`^line ${line}, column \\d+: [a-z ]+$`));
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  it.each(['kind: A\nvalue: *hunter2', 'a: &a [*a, *a]\nkind: *hunter2'])(
    '%j: an alias without anchor',
    (text) => {
      const { issues } = parse(text);
      expect(issues).toMatchObject([{ code: 'ERR_DOCUMENT_YAML', path: 'dist.yaml' }]);
      expect(JSON.stringify(issues)).not.toContain('hunter2');
    },
  );
});
