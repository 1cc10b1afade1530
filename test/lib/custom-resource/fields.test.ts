/** The tables of what becomes of each field know exactly the fields of the CustomResourceDefinitions. */
import { expect, it } from 'vitest';
import type { Field } from '../../../lib/custom-resource/field';
import { mcpExternalAuthConfig } from '../../../lib/custom-resource/external-auth-fields';
import { mcpOidcConfig } from '../../../lib/custom-resource/oidc-fields';
import { v1alpha1 } from '../../../lib/custom-resource/v1alpha1';
import { v1beta1 } from '../../../lib/custom-resource/v1beta1';
import { leavesOf, specSchemaOf } from '../../crds/schema';

/** As `leavesOf`, of a table. A field that is refused, or passed on as it is, may have more below it. */
function leavesOfTable(field: Field, path = ''): string[] {
  if (field.is === 'items') return leavesOfTable(field.item, `${path}[]`);
  if (field.is !== 'members') return [path];
  return Object.entries(field.fields).flatMap(([name, member]) =>
    leavesOfTable(member, path === '' ? name : `${path}.${name}`),
  );
}

it.each([
  ['MCPRemoteProxy', 'v1beta1', v1beta1],
  ['MCPRemoteProxy', 'v1alpha1', v1alpha1],
  ['MCPOIDCConfig', 'v1beta1', mcpOidcConfig],
  ['MCPExternalAuthConfig', 'v1beta1', mcpExternalAuthConfig],
])('%s %s', (kind, version, table) => {
  const spec = table.fields['spec'] as Field;
  const known = leavesOfTable(spec);
  const defined = leavesOf(specSchemaOf(kind, version));
  const isWithin = (path: string, outer: string) => new RegExp(`^${escape(outer)}(?:$|[.[])`).test(path);
  expect(defined.filter((path) => !known.some((outer) => isWithin(path, outer)))).toEqual([]);
  expect(known.filter((outer) => !defined.some((path) => isWithin(path, outer)))).toEqual([]);
});

function escape(path: string): string {
  return path.replace(/[.[\]]/g, '\\$&');
}
