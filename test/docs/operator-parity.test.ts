/** docs/operator-parity.md has a row for each field of both versions, and says of each what the code does. */
import { describe, expect, it } from 'vitest';
import type { Field } from '../../lib/custom-resource/field';
import { v1alpha1 } from '../../lib/custom-resource/v1alpha1';
import { v1beta1 } from '../../lib/custom-resource/v1beta1';
import { leavesOf, specSchemaOf } from '../crds/schema';
import { codeRowsOf, readPage } from './markdown';

const ROWS = codeRowsOf(/^## Fields$[^]*?^## /m.exec(readPage('docs/operator-parity.md'))?.[0] ?? '');

const VERSIONS = [
  ['v1alpha1', v1alpha1],
  ['v1beta1', v1beta1],
] as const;

/** What the field at `path` becomes: that of what is around it, where nothing below is told apart. */
function fieldAt(table: Field, [name, ...rest]: readonly string[]): Field {
  if (table.is === 'items') return fieldAt(table.item, [name ?? '', ...rest]);
  const member = table.is === 'members' && name !== undefined ? table.fields[name] : undefined;
  return member === undefined ? table : fieldAt(member, rest);
}

describe.each(VERSIONS)('%s', (version, table) => {
  const rows = ROWS.filter(([, versions = '']) => [version, 'both'].includes(versions));

  it('has a row for each field and none for any other', () => {
    const fields = leavesOf(specSchemaOf('MCPRemoteProxy', version));
    expect(rows.map(([field = '']) => field).sort()).toEqual(fields.sort());
  });

  // What becomes of a reference is in the document it names.
  const decided = rows.filter(([field]) => field !== 'externalAuthConfigRef.name');

  it.each(decided)('%s: %s, %s', (path = '', _version, here = '') => {
    const field = fieldAt(table, ['spec', ...path.replaceAll('[]', '').split('.')]);
    expect(here.startsWith('refused')).toBe(field.is === 'refused');
  });
});
