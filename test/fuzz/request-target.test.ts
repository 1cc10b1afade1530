/** Whatever query a caller sends, the remote's own parameters come first and keep their values. */
import { unescape as decodeLeniently } from 'node:querystring';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildRequestTarget, buildTarget } from '../../runtime/src/target/target-url';
import { runs, UNHURRIED } from './runs';

const OWN_NAMES = ['tenant', 'api key', 'k'];
const OWN_QUERY = 'tenant=ours&api+key=a%26b&k';
const target = buildTarget(`https://mcp.example.com/v1/mcp?${OWN_QUERY}`, 'streamable-http');

/** `text` with some characters percent-encoded, in either case. */
function encodingOf(text: string): fc.Arbitrary<string> {
  const characters = Array.from(text).map((character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
    return fc.constantFrom(character === ' ' ? '+' : character, `%${code}`, `%${code.toUpperCase()}`);
  });
  return fc.tuple(...characters).map((parts) => parts.join(''));
}

const spelling = fc
  .constantFrom(
    ...OWN_NAMES,
    'Tenant',
    'API KEY',
    ' tenant',
    'tenant[]',
    'tenant[a]',
    'k[%zz]',
    'tenants',
    'x',
  )
  .chain(encodingOf);
/** Every character the parser lets through in a request target. */
const targetText = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 10,
});
const clientQuery = fc
  .array(
    fc.tuple(
      fc.oneof(spelling, targetText),
      fc.constantFrom('', '=', '=mine', '=='),
      fc.constantFrom('&', ';', '&&'),
    ),
  )
  .map((pairs) => pairs.map((parts) => parts.join('')).join(''));

/** The name a lenient framework reads: decoded as far as it goes, any case, without brackets and outer space. */
function lenientName(parameter: string): string {
  const name = parameter.split('=')[0] ?? '';
  const decoded = decodeLeniently(name.replaceAll('+', ' '));
  return decoded
    .replace(/[[\0].*$/s, '')
    .trim()
    .toLowerCase();
}

it('the remote’s own parameters come first, and no lenient reader finds one of them again', UNHURRIED, () => {
  const property = fc.property(clientQuery, (query) => {
    const result = buildRequestTarget(target, target.path, query);
    expect(result.startsWith(`/v1/mcp?${OWN_QUERY}`)).toBe(true);
    const added = result.slice(`/v1/mcp?${OWN_QUERY}`.length);
    expect(added === '' || added.startsWith('&')).toBe(true);
    expect(
      added
        .split(/[&;]/)
        .map(lenientName)
        .filter((name) => OWN_NAMES.includes(name)),
    ).toEqual([]);
  });
  fc.assert(property, runs(0.1));
});

it('everything else follows as it was written', UNHURRIED, () => {
  const property = fc.property(clientQuery, (query) => {
    const result = buildRequestTarget(target, target.path, `${query}&mine=%2F%zz`);
    expect(result.endsWith('&mine=%2F%zz')).toBe(true);
    const parts = result.slice(`/v1/mcp?${OWN_QUERY}`.length).split('&').filter(Boolean);
    const written = `${query}&mine=%2F%zz`.split('&');
    for (const part of parts) expect(written).toContain(part);
  });
  fc.assert(property, runs(0.05));
});
