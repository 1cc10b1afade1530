/** Every rule about headers, with the code and the path a user gets. */
import { describe, expect, it } from 'vitest';
import { refusalOf, refusalsOf } from '../../support';
import { PLAIN, SECRET, accepted, fromSecret, withPlaintext, withSecrets } from './header-props';

describe('headers', () => {
  it.each([
    ['an empty name', { '': 'v' }, ['ERR_HEADER_NAME_SYNTAX [#1]']],
    ['a space', { 'X Tenant': 'v' }, ['ERR_HEADER_NAME_SYNTAX [#1]']],
    ['a colon', { 'X-A:': 'v' }, ['ERR_HEADER_NAME_SYNTAX [#1]']],
    ['a letter outside US-ASCII', { 'X-Ä': 'v' }, ['ERR_HEADER_NAME_SYNTAX [#1]']],
    ['256 characters', { ['X'.repeat(256)]: 'v' }, ['ERR_HEADER_NAME_TOO_LONG [#1]']],
    ['a hop-by-hop name', { connection: 'close' }, ['ERR_HEADER_HOP_BY_HOP ["connection"]']],
    ['a hop-by-hop name with _', { Transfer_Encoding: 'v' }, ['ERR_HEADER_HOP_BY_HOP ["Transfer_Encoding"]']],
    ['a restricted name', { Host: 'a.example.com' }, ['ERR_HEADER_RESTRICTED ["Host"]']],
    ['a name of MCP', { 'Mcp-Session-Id': 'v' }, ['ERR_HEADER_PROTOCOL_OWNED ["Mcp-Session-Id"]']],
    ['a parameter of MCP', { 'Mcp-Param-Region': 'v' }, ['ERR_HEADER_PROTOCOL_OWNED ["Mcp-Param-Region"]']],
    ['a name of HTTP', { 'Content-Type': 'v' }, ['ERR_HEADER_PROTOCOL_OWNED ["Content-Type"]']],
    ['one name in two cases', { 'X-A': '1', 'x-a': '2' }, ['ERR_HEADER_DUPLICATE ["x-a"]']],
    ['one name with - and _', { 'X-A': '1', X_A: '2' }, ['ERR_HEADER_DUPLICATE ["X_A"]']],
    ['a line break in a value', { 'X-A': 'a\r\nX-B: b' }, ['ERR_HEADER_VALUE_CONTROL ["X-A"]']],
    ['NUL in a value', { 'X-A': 'a\0' }, ['ERR_HEADER_VALUE_CONTROL ["X-A"]']],
    ['a trailing space', { 'X-A': 'a ' }, ['ERR_HEADER_VALUE_WHITESPACE ["X-A"]']],
    ['a value outside US-ASCII', { 'X-A': 'ü' }, ['ERR_HEADER_VALUE_NON_ASCII ["X-A"]']],
  ])('plaintext: %s', (_title, headers, expected) => {
    expect(refusalsOf(withPlaintext(headers))).toEqual(
      expected.map((line) => line.replace(' ', ` ${PLAIN}`)),
    );
  });

  it.each([
    ['a hop-by-hop name', [fromSecret('TE')], ['ERR_HEADER_HOP_BY_HOP [0].headerName']],
    ['one name twice', [fromSecret('X-A'), fromSecret('x-a')], ['ERR_HEADER_DUPLICATE [1].headerName']],
    [
      'two names with one env var',
      [fromSecret('X-A.B'), fromSecret('X-A_B')],
      ['ERR_HEADER_ENV_COLLISION [1].headerName'],
    ],
    [
      'an upper-case Secret',
      [fromSecret('X-A', { name: 'Api', key: 'k' })],
      ['ERR_SECRET_NAME_INVALID [0].valueSecretRef.name'],
    ],
    [
      'a Secret of 254 characters',
      [fromSecret('X-A', { name: 'a'.repeat(254), key: 'k' })],
      ['ERR_SECRET_NAME_INVALID [0].valueSecretRef.name'],
    ],
    [
      'a key with a slash',
      [fromSecret('X-A', { name: 'a', key: 'b/c' })],
      ['ERR_SECRET_KEY_INVALID [0].valueSecretRef.key'],
    ],
    [
      'an empty key',
      [fromSecret('X-A', { name: 'a', key: '' })],
      ['ERR_SECRET_KEY_INVALID [0].valueSecretRef.key'],
    ],
    [
      'the key .',
      [fromSecret('X-A', { name: 'a', key: '.' })],
      ['ERR_SECRET_KEY_INVALID [0].valueSecretRef.key'],
    ],
    [
      'a key beginning with ..',
      [fromSecret('X-A', { name: 'a', key: '..k' })],
      ['ERR_SECRET_KEY_INVALID [0].valueSecretRef.key'],
    ],
  ])('from Secrets: %s', (_title, headers, expected) => {
    expect(refusalsOf(withSecrets(...headers))).toEqual(
      expected.map((line) => line.replace(' ', ` ${SECRET}`)),
    );
  });

  it('never quotes what is no name: it may be a value in the wrong place', () => {
    const headerForward = {
      addPlaintextHeaders: { 'X-A': 'v', 'Bearer hunter2-token': 'Authorization' },
      addHeadersFromSecret: [fromSecret('Bearer hunter2')],
    };
    const { error } = refusalOf({ ...accepted, headerForward, strict: true, oidcConfig: { type: 'none' } });
    expect(error.message).toContain(`${PLAIN}[#2]`);
    expect(error.message).not.toContain('hunter2');
  });

  it('refuses one name in plaintext and from a Secret', () => {
    const headerForward = { addPlaintextHeaders: { 'x-a': 'v' }, addHeadersFromSecret: [fromSecret('X-A')] };
    expect(refusalsOf({ ...accepted, headerForward })).toEqual([
      `ERR_HEADER_DUPLICATE ${SECRET}[0].headerName`,
    ]);
  });

  it.each(['Authorization', 'Cookie', 'X-API-Key', 'X_Access_Token', 'X-Client-Secret', 'X-Password'])(
    'refuses the plaintext %s when strict',
    (name) => {
      const props = { ...withPlaintext({ [name]: 'v' }), strict: true, oidcConfig: { type: 'none' } };
      expect(refusalsOf(props)).toEqual([`ERR_HEADER_LOOKS_SECRET ${PLAIN}["${name}"]`]);
    },
  );
});
