import { expect, it } from 'vitest';
import type { Issue } from '../../contract/issue';
import { anything, flag, list, map, number, object, text } from '../../contract/shape';
import type { Shape } from '../../contract/shape';

function check(shape: Shape, value: unknown): string[] {
  const issues: Issue[] = [];
  shape(value, 'at', issues);
  return issues.map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

const person = object({ fields: { name: text, age: number, tags: list(text) }, required: ['name'] });

it.each<[string, Shape, unknown]>([
  ['text', text, ''],
  ['number', number, 0],
  ['flag', flag, false],
  ['anything', anything, Symbol.iterator],
  ['list', list(number), [1, 2]],
  ['map', map(text), { a: 'b' }],
  ['object', person, { name: 'a', age: 1, tags: [] }],
  ['object without optional fields', person, { name: 'a' }],
  ['object with optional fields that are null, as Go writes them', person, { name: 'a', age: null }],
  ['open object', object({ fields: { name: text }, open: true }), { name: 'a', more: 1 }],
])('accepts %s', (_what, shape, value) => expect(check(shape, value)).toEqual([]));

it.each<[Shape, unknown, string[]]>([
  [text, 1, ['ERR_FIELD_TYPE at: expected a string, found a number']],
  [text, null, ['ERR_FIELD_TYPE at: expected a string, found null']],
  [text, undefined, ['ERR_FIELD_TYPE at: expected a string, found nothing']],
  [map(text), new Map([['X-A', 'b']]), ['ERR_FIELD_TYPE at: expected an object, found a Map']],
  [map(text), new Headers({ 'X-A': 'b' }), ['ERR_FIELD_TYPE at: expected an object, found a Headers']],
  [number, '1', ['ERR_FIELD_TYPE at: expected a number, found a string']],
  [flag, 'true', ['ERR_FIELD_TYPE at: expected true or false, found a string']],
  [list(text), { 0: 'a' }, ['ERR_FIELD_TYPE at: expected a list, found an object']],
  [list(text), ['a', 1], ['ERR_FIELD_TYPE at[1]: expected a string, found a number']],
  [map(text), ['a'], ['ERR_FIELD_TYPE at: expected an object, found a list']],
  [map(text), { 'a b': 1 }, ['ERR_FIELD_TYPE at["a b"]: expected a string, found a number']],
  [
    map(text),
    JSON.parse('{"__proto__":1}'),
    ['ERR_FIELD_TYPE at["__proto__"]: expected a string, found a number'],
  ],
  [person, 'a', ['ERR_FIELD_TYPE at: expected an object, found a string']],
  [person, {}, ['ERR_FIELD_MISSING at.name: is required']],
  [person, { name: null }, ['ERR_FIELD_MISSING at.name: is required']],
  [person, { name: 'a', constructor: 1 }, ['ERR_FIELD_UNKNOWN at.constructor: there is no such field']],
  [
    person,
    { nam: 'a', age: 'b', tags: [1] },
    [
      'ERR_FIELD_UNKNOWN at.nam: there is no such field',
      'ERR_FIELD_TYPE at.age: expected a number, found a string',
      'ERR_FIELD_TYPE at.tags[0]: expected a string, found a number',
      'ERR_FIELD_MISSING at.name: is required',
    ],
  ],
])('%# refuses %j with %j', (shape, value, issues) => {
  expect(check(shape, value)).toEqual(issues);
});

it('lists the fields there are when one is unknown, and never quotes what it held', () => {
  const issues: Issue[] = [];
  person({ name: 'a', nmae: 'hunter2' }, '', issues);
  expect(issues[0]?.hint).toContain('name, age, tags');
  expect(JSON.stringify(issues)).not.toContain('hunter2');
});
