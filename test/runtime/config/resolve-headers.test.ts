import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../contract/run-config';
import { resolveHeaders } from '../../../runtime/src/config/resolve-headers';
import { MINIMAL } from '../../contract/run-configs';

function config(plaintext: Record<string, string>, secrets: Record<string, string> = {}): RunConfig {
  return {
    ...MINIMAL,
    transport: 'streamable-http',
    host: '127.0.0.1',
    header_forward: { add_plaintext_headers: plaintext, add_headers_from_secret: secrets },
  };
}

const ENVIRONMENT = { TOOLHIVE_SECRETS_PROVIDER: 'environment' };

it('resolves nothing from a document without headers', () => {
  const { header_forward: _none, ...bare } = config({});
  expect(resolveHeaders(bare, {})).toEqual({ headers: [], issues: [], warnings: [] });
});

it('needs no secrets provider for plaintext', () => {
  const { headers, issues } = resolveHeaders(config({ 'X-A': 'a', 'X-Empty': '' }), {});
  expect(issues).toEqual([]);
  expect(headers.map(({ name, source, value }) => [name, source, value?.reveal()])).toEqual([
    ['X-A', 'plaintext', 'a'],
    ['X-Empty', 'plaintext', ''],
  ]);
});

it('takes a secret from the env var of its identifier, whatever else is set', () => {
  const env = { ...ENVIRONMENT, TOOLHIVE_SECRET_ID_1: 'one', ID_1: 'wrong', TOOLHIVE_SECRET_id_1: 'wrong' };
  const { headers, issues } = resolveHeaders(config({}, { 'X-A': 'ID_1' }), env);
  expect(issues).toEqual([]);
  expect(headers.map(({ name, source, value }) => [name, source, value?.reveal()])).toEqual([
    ['X-A', 'TOOLHIVE_SECRET_ID_1', 'one'],
  ]);
});

describe('the secrets provider', () => {
  it.each([
    [undefined, /is unset or empty/],
    ['', /is unset or empty/],
    ['1password', /holds something else/],
    ['Environment', /holds something else/],
    [' environment', /holds something else/],
    ['hunter2', /holds something else/],
  ])('%j is refused, and nothing is resolved', (provider, message) => {
    const env = { TOOLHIVE_SECRETS_PROVIDER: provider, TOOLHIVE_SECRET_A: 'value' };
    const { headers, issues } = resolveHeaders(config({ 'X-P': 'p' }, { 'X-A': 'A' }), env);
    expect(issues).toMatchObject([{ code: 'ERR_SECRETS_PROVIDER', path: 'TOOLHIVE_SECRETS_PROVIDER' }]);
    expect(issues[0]?.message).toMatch(message);
    expect(issues[0]?.hint).toBe('set TOOLHIVE_SECRETS_PROVIDER=environment');
    expect(JSON.stringify(issues)).not.toMatch(/1password|Environment|hunter2/);
    expect(headers.map(({ name, value }) => [name, value !== undefined])).toEqual([
      ['X-P', true],
      ['X-A', false],
    ]);
  });
});

describe('a missing secret', () => {
  it('is reported with all the others, by header and env var', () => {
    const env = { ...ENVIRONMENT, TOOLHIVE_SECRET_THERE: 'x', TOOLHIVE_SECRET_EMPTY: '' };
    const secrets = { 'X-A': 'GONE', 'X-B': 'EMPTY', 'X-C': 'THERE', 'X-D': 'ALSO_GONE' };
    const { issues } = resolveHeaders(config({}, secrets), env);
    expect(issues.map(({ code, path }) => [code, path])).toEqual([
      ['ERR_SECRET_MISSING', 'header_forward.add_headers_from_secret["X-A"]'],
      ['ERR_SECRET_MISSING', 'header_forward.add_headers_from_secret["X-B"]'],
      ['ERR_SECRET_MISSING', 'header_forward.add_headers_from_secret["X-D"]'],
    ]);
    expect(issues[0]?.message).toContain('header X-A');
    expect(issues[0]?.message).toContain('TOOLHIVE_SECRET_GONE');
  });

  it.each(['\n', '\r\n'])('is what nothing but the line end %j amounts to', (value) => {
    const { issues } = resolveHeaders(config({}, { 'X-A': 'A' }), {
      ...ENVIRONMENT,
      TOOLHIVE_SECRET_A: value,
    });
    expect(issues).toMatchObject([{ code: 'ERR_SECRET_MISSING' }]);
  });
});

describe('the value of a secret', () => {
  const resolve = (value: string) =>
    resolveHeaders(config({}, { 'X-A': 'A' }), { ...ENVIRONMENT, TOOLHIVE_SECRET_A: value });

  it.each(['hunter2\n', 'hunter2\r\n'])(
    '%j loses its line end, with a warning that does not quote it',
    (value) => {
      const { headers, issues, warnings } = resolve(value);
      expect(issues).toEqual([]);
      expect(headers[0]?.value?.reveal()).toBe('hunter2');
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('TOOLHIVE_SECRET_A');
      expect(warnings[0]).toContain('X-A');
      expect(warnings[0]).not.toContain('hunter2');
    },
  );

  it.each([
    ['hunter2\n\n', 'ERR_HEADER_VALUE_CONTROL'],
    ['hunter2\r', 'ERR_HEADER_VALUE_CONTROL'],
    ['hun\nter2', 'ERR_HEADER_VALUE_CONTROL'],
    ['hunter2\0', 'ERR_HEADER_VALUE_CONTROL'],
    ['hunter2\t', 'ERR_HEADER_VALUE_CONTROL'],
    [' hunter2', 'ERR_HEADER_VALUE_WHITESPACE'],
    ['hunter2 \n', 'ERR_HEADER_VALUE_WHITESPACE'],
    ['hunter2é', 'ERR_HEADER_VALUE_NON_ASCII'],
  ])('%j is refused with %s, naming header and env var and not the value', (value, code) => {
    const { issues, warnings } = resolve(value);
    expect(issues).toMatchObject([{ code, path: 'header_forward.add_headers_from_secret["X-A"]' }]);
    expect(issues[0]?.message).toContain('header X-A, from TOOLHIVE_SECRET_A');
    expect(JSON.stringify([issues, warnings])).not.toContain('hunter2');
  });
});

it.each(['__proto__', 'constructor', '123'])('resolves a header called %s', (name) => {
  const plaintext = JSON.parse(`{"${name}":"value"}`) as Record<string, string>;
  const { headers } = resolveHeaders(config(plaintext), {});
  expect(headers.map((header) => [header.name, header.value?.reveal()])).toEqual([[name, 'value']]);
});

it('shows no value when what it made is printed', () => {
  const env = { ...ENVIRONMENT, TOOLHIVE_SECRET_A: 'hunter2' };
  expect(JSON.stringify(resolveHeaders(config({ 'X-P': 'plain-value' }, { 'X-A': 'A' }), env))).not.toMatch(
    /hunter2|plain-value/,
  );
});
