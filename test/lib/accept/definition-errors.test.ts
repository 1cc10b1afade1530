import { expect, it } from 'vitest';
import { DefinitionErrors } from '../../../lib/index';
import { refusalOf } from '../support';

it('tells the error of a construct from any other', () => {
  const { error } = refusalOf({ remoteUrl: '' });
  expect(error.name).toBe('DefinitionError');
  expect(DefinitionErrors.isDefinitionError(error)).toBe(true);
  expect(DefinitionErrors.issuesOf(error)).toMatchObject([
    { code: 'ERR_REMOTE_URL_INVALID', path: 'remoteUrl' },
  ]);
});

it.each([new Error('x'), 'x', null, undefined, { issues: [] }])('%s is another', (other) => {
  expect(DefinitionErrors.isDefinitionError(other)).toBe(false);
  expect(DefinitionErrors.issuesOf(other)).toEqual([]);
});
