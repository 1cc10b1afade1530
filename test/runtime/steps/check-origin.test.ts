import { describe, expect, it } from 'vitest';
import { readInboundHead } from '../../../runtime/src/http/inbound-head';
import { refusedOrigin } from '../../../runtime/src/http/origin-rules';
import { buildOriginRules } from '../../../runtime/src/http/origin-rules';

function refusal(listenOn: string, headers: readonly string[], allowed: readonly string[] = []) {
  return refusedOrigin(buildOriginRules(listenOn, allowed), readInboundHead(headers));
}

describe('bound to loopback', () => {
  it.each(['127.0.0.1', 'localhost', '::1', '127.0.0.53', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])(
    'on %s, checks Host and Origin',
    (address) => {
      expect(refusal(address, ['Host', 'evil.example.com'])).toBe('ERR_PROXY_MISDIRECTED');
      expect(refusal(address, ['Host', 'localhost:8080', 'Origin', 'https://evil.example.com'])).toBe(
        'ERR_PROXY_ORIGIN',
      );
      expect(refusal(address, ['Host', 'localhost:8080', 'Origin', 'http://localhost:6274'])).toBeUndefined();
    },
  );

  it.each([
    'localhost',
    'LOCALHOST:80',
    '127.0.0.1',
    '127.0.0.1:65535',
    '127.9.9.9:1',
    '[::1]',
    '[::1]:8080',
  ])('serves Host %s', (host) => expect(refusal('127.0.0.1', ['Host', host])).toBeUndefined());

  it.each([
    'localhost.evil.example.com',
    'evil.example.com:8080',
    '127.0.0.1.evil.example.com',
    'localhost:8080@evil.example.com',
    'localhost:',
    'localhost:808080',
    '[::1',
    '::1',
    '0.0.0.0',
    '',
    ' localhost',
  ])('refuses Host %j', (host) => expect(refusal('127.0.0.1', ['Host', host])).toBe('ERR_PROXY_MISDIRECTED'));

  it.each([
    'null',
    'file://',
    'https://localhost.evil.example.com',
    'http://evil.example.com',
    'localhost',
    '',
  ])('refuses Origin %j', (origin) =>
    expect(refusal('127.0.0.1', ['Host', 'localhost', 'Origin', origin])).toBe('ERR_PROXY_ORIGIN'),
  );

  it.each(['http://localhost', 'https://LOCALHOST:3000', 'http://127.0.0.1:6274', 'http://[::1]:6274'])(
    'serves Origin %s',
    (origin) => expect(refusal('::1', ['Host', 'localhost', 'Origin', origin])).toBeUndefined(),
  );
});

describe('bound to every address', () => {
  it.each([
    [['Host', 'anything.example.com'], undefined],
    [[], undefined],
    [['Host', 'a.example.com', 'Origin', 'http://localhost:6274'], 'ERR_PROXY_ORIGIN'],
    [['Host', 'a.example.com', 'Origin', 'http://a.example.com'], 'ERR_PROXY_ORIGIN'],
    [['Origin', 'null'], 'ERR_PROXY_ORIGIN'],
  ])('%j: %s', (headers, code) => expect(refusal('0.0.0.0', headers)).toBe(code));
});

describe('allowed origins', () => {
  const allowed = ['https://App.example.com', 'http://localhost:6274'];
  it.each([
    ['https://app.example.com', undefined],
    ['HTTPS://APP.EXAMPLE.COM', undefined],
    ['http://localhost:6274', undefined],
    ['http://localhost:6275', 'ERR_PROXY_ORIGIN'],
    ['https://app.example.com:443', 'ERR_PROXY_ORIGIN'],
    ['https://app.example.com.evil.example.com', 'ERR_PROXY_ORIGIN'],
    ['http://app.example.com', 'ERR_PROXY_ORIGIN'],
  ])('%s: %s', (origin, code) =>
    expect(refusal('0.0.0.0', ['Host', 'a.example.com', 'Origin', origin], allowed)).toBe(code),
  );
});

it('refuses two origins, even two that are allowed', () => {
  const headers = ['Host', 'localhost', 'Origin', 'http://localhost', 'ORIGIN', 'http://localhost'];
  expect(refusal('127.0.0.1', headers)).toBe('ERR_PROXY_ORIGIN');
});
