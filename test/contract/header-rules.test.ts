import { describe, expect, it } from 'vitest';
import { headerPath, validateHeaders, validateHeaderValue } from '../../contract/header-rules';
import type { ConfiguredHeader } from '../../contract/header-rules';

function plaintext(name: string, value = 'v'): ConfiguredHeader {
  const path = `plain[${name}]`;
  return { name, namePath: path, plaintext: { value, path } };
}

function secret(name: string, id = `ID_${name.replaceAll('-', '_')}`): ConfiguredHeader {
  const path = `secret[${name}]`;
  return { name, namePath: path, secret: { id, path } };
}

function codesAndPaths(headers: readonly ConfiguredHeader[]): string[] {
  return validateHeaders(headers).map(({ code, path }) => `${code} ${path}`);
}

it('accepts a sound set', () => {
  expect(validateHeaders([plaintext('X-Tenant-ID'), secret('X-API-Key'), secret('Authorization')])).toEqual(
    [],
  );
});

describe('the same name twice', () => {
  it.each([
    [plaintext('X-A'), plaintext('x-a')],
    [plaintext('X-A'), secret('X_A')],
    [secret('x_a'), secret('X-A', 'OTHER')],
  ])('%j and %j', (first, second) => {
    const [issue, ...others] = validateHeaders([first, second]);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ code: 'ERR_HEADER_DUPLICATE', path: second.namePath });
    expect(issue?.message).toContain(first.namePath);
  });

  it('reports each further one against the first', () => {
    expect(codesAndPaths([plaintext('X-A'), secret('x-a'), secret('X_a')])).toEqual([
      'ERR_HEADER_DUPLICATE secret[x-a]',
      'ERR_HEADER_DUPLICATE secret[X_a]',
    ]);
  });
});

it('refuses two headers that would share one env var, and names it', () => {
  const [issue] = validateHeaders([secret('X-A.B', 'ID'), secret('X-A-B', 'ID')]);
  expect(issue).toMatchObject({ code: 'ERR_HEADER_ENV_COLLISION', path: 'secret[X-A-B]' });
  expect(issue?.message).toContain('TOOLHIVE_SECRET_ID');
});

it('refuses an identifier no env var can carry', () => {
  expect(codesAndPaths([secret('X-A', 'not-an-id')])).toEqual(['ERR_SECRET_ID_INVALID secret[X-A]']);
});

it('lists all problems of all headers, in order', () => {
  expect(
    codesAndPaths([
      plaintext('X Y', 'a\nb'),
      plaintext('Host', ' x'),
      secret('Mcp-Name', '?'),
      plaintext('te'),
    ]),
  ).toEqual([
    'ERR_HEADER_NAME_SYNTAX plain[X Y]',
    'ERR_HEADER_VALUE_CONTROL plain[X Y]',
    'ERR_HEADER_RESTRICTED plain[Host]',
    'ERR_HEADER_VALUE_WHITESPACE plain[Host]',
    'ERR_HEADER_PROTOCOL_OWNED secret[Mcp-Name]',
    'ERR_SECRET_ID_INVALID secret[Mcp-Name]',
    'ERR_HEADER_HOP_BY_HOP plain[te]',
  ]);
});

it('gives every refusal a message and a remedy', () => {
  for (const { message, hint } of validateHeaders([
    plaintext('', '\u00e9'),
    plaintext('x'.repeat(256), '\t'),
  ])) {
    expect(message).not.toBe('');
    expect(hint).not.toBe('');
  }
});

it('quotes names, and nothing that is none: it may be a value in the wrong place', () => {
  const twice = [
    plaintext('Bearer hunter2'),
    secret('Bearer hunter2', 'ID'),
    plaintext('hunter2'.repeat(40)),
  ];
  const issues = validateHeaders(twice.map((header, index) => ({ ...header, namePath: `at[#${index}]` })));
  expect(issues.map(({ code }) => code)).toEqual([
    'ERR_HEADER_NAME_SYNTAX',
    'ERR_HEADER_NAME_SYNTAX',
    'ERR_HEADER_DUPLICATE',
    'ERR_HEADER_NAME_TOO_LONG',
  ]);
  expect(issues[0]?.message).toContain('look at its character 7');
  expect(JSON.stringify(issues.map(({ path, message, hint }) => [path, message, hint]))).not.toContain(
    'hunter2',
  );
  expect(validateHeaders([plaintext('Host')])[0]?.message).toContain('"Host"');
});

it.each([
  ['X-A', 'at["X-A"]'],
  ['x'.repeat(255), `at["${'x'.repeat(255)}"]`],
  ['x'.repeat(256), 'at[#3]'],
  ['', 'at[#3]'],
  ['a b', 'at[#3]'],
  ['a\nb', 'at[#3]'],
])('tells where %j is', (name, path) => expect(headerPath('at', name, 2)).toBe(path));

it.each(['hunter2\n', ' hunter2', 'hunter2é'])('never quotes the value %j', (value) => {
  const issues = [...validateHeaders([plaintext('X-A', value)]), ...validateHeaderValue(value, 'here')];
  expect(issues).toHaveLength(2);
  expect(JSON.stringify(issues)).not.toContain('hunter2');
});
