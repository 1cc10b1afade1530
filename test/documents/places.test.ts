import { describe, expect, it } from 'vitest';
import type { Issue } from '../../contract/issue';
import { parseManifests } from '../../documents/parse-manifests';

const TEXT = `# a comment
kind: A
metadata:
  name: first
---
kind: List
items:
  - kind: B
    metadata: { name: second }
    spec: &spec
      headers:
        X.Tenant: a
      list:
        - name: one
        -
          name: two
      nothing:
  - kind: C
    metadata:
      name: third
    spec: *spec
`;

const issues: Issue[] = [];
const manifests = parseManifests(TEXT, 'file.yaml', issues);

function placeOf(name: string, path: string): [line: number, column: number] {
  const manifest = manifests.find((one) => one.name === name);
  const { line, column } = manifest?.places?.(path) ?? { line: 0, column: 0 };
  return [line, column];
}

describe('places', () => {
  it.each([
    ['first', '', 2, 1],
    ['first', 'metadata.name', 4, 3],
    ['second', '', 8, 5],
    ['second', 'metadata.name', 9, 17],
    ['second', 'spec.headers["X.Tenant"]', 12, 9],
    ['second', 'spec.list[1]', 16, 11],
    ['second', 'spec.list[1].name', 16, 11],
    ['second', 'spec.nothing', 17, 7],
    ['third', 'spec', 21, 5],
    ['third', 'spec.list[0].name', 14, 11],
  ])('in %s, %j is at %i:%i', (name, path, line, column) => {
    expect(placeOf(name, path)).toEqual([line, column]);
  });

  it.each([
    ['spec.missing', 10, 5],
    ['spec.list[7].name', 13, 7],
    ['spec.headers["X-Other"]', 11, 7],
    ['status', 8, 5],
  ])('of what is not there is that of what is around it: %j', (path, line, column) => {
    expect(placeOf('second', path)).toEqual([line, column]);
  });

  it('counts documents from 1', () => {
    expect(issues).toEqual([]);
    expect(manifests.map(({ name, document }) => [name, document])).toEqual([
      ['first', 1],
      ['second', 2],
      ['third', 2],
    ]);
  });
});
