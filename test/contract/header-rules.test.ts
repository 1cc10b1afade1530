import { describe, expect, it } from 'vitest';
import { validateHeaders, validateHeaderValue } from '../../contract/header-rules';
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

it('quotes names in full or cut short, never raw control characters', () => {
  const [long] = validateHeaders([plaintext('x'.repeat(300))]);
  expect(long?.message.length).toBeLessThan(200);
  const [control] = validateHeaders([plaintext('a\nb')]);
  expect(control?.message).toContain('"a\\nb"');
});

it.each(['hunter2\n', ' hunter2', 'hunter2é'])('never quotes the value %j', (value) => {
  const issues = [...validateHeaders([plaintext('X-A', value)]), ...validateHeaderValue(value, 'here')];
  expect(issues).toHaveLength(2);
  expect(JSON.stringify(issues)).not.toContain('hunter2');
});
