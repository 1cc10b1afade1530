import { expect, it } from 'vitest';
import { unknownFields } from '../../contract/unknown-field';

const KNOWN = new Set(['remote_url', 'transport', 'port', 'trust_proxy_headers', 'limits']);

function find(document: object, path = ''): string[] {
  return unknownFields(document as Record<string, unknown>, path, KNOWN, 'a hint').map(
    ({ path, hint }) => `${path} -> ${hint}`,
  );
}

it.each([
  ['remoteUrl', 'remote_url'],
  ['remote-url', 'remote_url'],
  ['REMOTE_URL', 'remote_url'],
  ['remot_ur', 'remote_url'],
  ['remoet_url', 'remote_url'],
  ['trustProxyHeaders', 'trust_proxy_headers'],
  ['trustproxyheader', 'trust_proxy_headers'],
  ['limit', 'limits'],
  ['Port', 'port'],
  ['ports', 'port'],
])('%s is taken for %s', (name, meant) => {
  expect(find({ [name]: 1 })).toEqual([`${name} -> did you mean ${meant}? Otherwise remove it`]);
});

it.each([
  'hunter2',
  'Bearer hunter2',
  'https://a.example.com',
  '',
  '__proto__',
  'port\n',
  'p*rt',
  'x'.repeat(99_999),
])('%j is told by its place alone', (name) => {
  const entry = [name, 1] as const;
  expect(find(Object.fromEntries([entry]))).toEqual(['(at the beginning) -> a hint']);
  expect(find(Object.fromEntries([['transport', 1], ['hunter3', 1], entry, ['limits', 1]]), 'at')).toEqual([
    'at.(after transport) -> a hint',
    'at.(after transport) -> a hint',
  ]);
});

it('says nothing of what is known', () => expect(find({ remote_url: 1, port: 2 })).toEqual([]));
