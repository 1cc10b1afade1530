import { expect, it } from 'vitest';
import { findRemoteCaFile, withRemoteCaFile } from '../../../cli/local/remote-ca-file';

const MINIMAL = {
  remote_url: 'https://mcp.example.com/mcp',
  name: 'my-proxy',
  transport: 'streamable-http',
  port: 8080,
};

it.each<[string, object, string | undefined]>([
  ['names a file', { remote_ca_file: '/certs/ca.crt' }, '/certs/ca.crt'],
  ['names none', {}, undefined],
  ['names an empty one', { remote_ca_file: '' }, undefined],
  ['has Go say that there is none', { remote_ca_file: null }, undefined],
  ['is refused for the type of the name', { remote_ca_file: 1 }, undefined],
  ['is refused for something else', { remote_ca_file: '/certs/ca.crt', oidc_config: {} }, undefined],
])('a RunConfig that %s', (_what, fields, file) => {
  expect(findRemoteCaFile(JSON.stringify({ ...MINIMAL, ...fields }))).toBe(file);
});

it.each(['', '{', 'null', '[]'])('a RunConfig that is %j names none', (text) => {
  expect(findRemoteCaFile(text)).toBeUndefined();
});

it('changes the name of the file and nothing else', () => {
  const text =
    '{"port":8080,"remote_ca_file":"/certs/ca.crt","__proto__":{"a":1},"middleware_configs":null,"debug":true}';
  expect(withRemoteCaFile(text, '/tmp/ca.pem')).toBe(text.replace('/certs/ca.crt', '/tmp/ca.pem'));
});
