import { describe, expect, it } from 'vitest';
import {
  headerKey,
  isForwarding,
  isHeaderName,
  isHopByHop,
  looksLikeCredential,
  refusedHeaderName,
} from '../../contract/header-names';

/** Every octet, so that no character is forgotten; RFC 9110 section 5.6.2 lists the 77 of a token. */
const OCTETS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
const TCHAR = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

describe('the grammar of a name', () => {
  it('takes exactly the characters of a token, alone, first and last', () => {
    const accepted = (build: (char: string) => string) =>
      OCTETS.filter((char) => isHeaderName(build(char))).sort();
    const tchars = Array.from(TCHAR).sort();
    expect(accepted((char) => char)).toEqual(tchars);
    expect(accepted((char) => `${char}x`)).toEqual(tchars);
    expect(accepted((char) => `x${char}`)).toEqual(tchars);
  });

  it.each(['', ' ', 'X Api Key', 'X-Api-Key:', 'X-Api-Key\n', 'X-Straße', 'X-🔑', '\u212Aey'])(
    'refuses %j',
    (name) => expect(refusedHeaderName(name)).toBe('ERR_HEADER_NAME_SYNTAX'),
  );

  it.each([
    [255, undefined],
    [256, 'ERR_HEADER_NAME_TOO_LONG'],
  ])('%i characters: %s', (length, code) => expect(refusedHeaderName('x'.repeat(length))).toBe(code));
});

describe('names nobody may configure', () => {
  // The 17 of ToolHive's runner, in its own canonical spelling; 7 of them are not hop-by-hop.
  const hopByHop = [
    'Connection',
    'Http2-Settings',
    'Keep-Alive',
    'Proxy-Authenticate',
    'Proxy-Authorization',
    'Proxy-Connection',
    'Te',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
  ];
  const restricted = [
    'Content-Length',
    'Forwarded',
    'Host',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Real-Ip',
  ];
  const protocolOwned = [
    'Accept',
    'Content-Encoding',
    'Content-Type',
    'Expect',
    'Last-Event-ID',
    'Origin',
    'Mcp-Session-Id',
    'MCP-Protocol-Version',
    'Mcp-Method',
    'Mcp-Name',
    'Mcp-Param-Region',
    'Mcp-',
    'mcp-whatever-comes-next',
  ];
  const spellings = (names: readonly string[]) =>
    names.flatMap((name) => [
      name,
      name.toLowerCase(),
      name.toUpperCase(),
      name.replaceAll('-', '_'),
      name.replace('-', '_').toLowerCase(),
    ]);

  it('knows all 17 names ToolHive refuses', () => expect([...hopByHop, ...restricted]).toHaveLength(17));

  it.each(spellings(hopByHop))('%s is hop-by-hop', (name) => {
    expect(refusedHeaderName(name)).toBe('ERR_HEADER_HOP_BY_HOP');
    expect(isHopByHop(headerKey(name))).toBe(true);
  });

  it.each(spellings(restricted))('%s is restricted', (name) =>
    expect(refusedHeaderName(name)).toBe('ERR_HEADER_RESTRICTED'),
  );

  it.each(spellings(protocolOwned))('%s belongs to HTTP or MCP', (name) =>
    expect(refusedHeaderName(name)).toBe('ERR_HEADER_PROTOCOL_OWNED'),
  );
});

it.each([
  'Authorization',
  'X-API-Key',
  'x_api_key',
  'X-Tenant-ID',
  'Cookie',
  'User-Agent',
  'Accept-Language',
  'X-Mcp-Session-Id',
  'MCPX',
  'Connections',
  'Via',
  '__proto__',
  'constructor',
  '123',
  "!#$%&'*+-.^_`|~",
])('%s may be configured', (name) => expect(refusedHeaderName(name)).toBeUndefined());

it.each([
  ['X-API-Key', 'x_api_key'],
  ['X_API_Key', 'x-api-KEY'],
  ['_', '-'],
])('%s and %s are the same header', (one, other) => expect(headerKey(one)).toBe(headerKey(other)));

it.each([
  ['X-A', 'X-B'],
  ['X-A', 'XA'],
  ['X.A', 'X-A'],
])('%s and %s are two', (one, other) => expect(headerKey(one)).not.toBe(headerKey(other)));

it.each([
  ['forwarded', true],
  ['x-real-ip', true],
  ['x-forwarded-for', true],
  ['x-forwarded-client-cert', true],
  ['x-forwarded', false],
  ['x-real-ip-2', false],
])('%s says where a request came from: %s', (key, answer) => expect(isForwarding(key)).toBe(answer));

it.each([
  ['Authorization', true],
  ['Cookie', true],
  ['X-API-Key', true],
  ['x_api_KEY', true],
  ['X-Auth-Token', true],
  ['Client-Secret', true],
  ['X-Password-Hint', true],
  ['X-Tenant-ID', false],
  ['X-Authorization-Mode', false],
  ['Set-Cookie2', false],
])('%s looks like a credential: %s', (name, answer) => expect(looksLikeCredential(name)).toBe(answer));
