import { expect, it } from 'vitest';
import { findNamedFiles, withNamedFiles } from '../../../cli/local/named-files';

const MINIMAL = {
  remote_url: 'https://mcp.example.com/mcp',
  name: 'my-proxy',
  transport: 'streamable-http',
  port: 8080,
};

const OIDC = { Issuer: 'https://auth.example.com', Audience: 'mcp' };

it.each<[string, object, string[]]>([
  ['names the authority of the remote', { remote_ca_file: '/certs/ca.crt' }, ['/certs/ca.crt']],
  [
    'names the authority of the issuer, and a token for it',
    { oidc_config: { ...OIDC, CACertPath: '/certs/issuer.crt', AuthTokenFile: '/token' } },
    ['/certs/issuer.crt', '/token'],
  ],
  [
    'names one for both',
    { remote_ca_file: '/certs/ca.crt', oidc_config: { ...OIDC, CACertPath: '/certs/ca.crt' } },
    ['/certs/ca.crt'],
  ],
  ['names none', {}, []],
  ['names empty ones', { remote_ca_file: '', oidc_config: OIDC }, []],
  ['has Go say that there is none', { remote_ca_file: null }, []],
  ['is refused for the type of the name', { remote_ca_file: 1 }, []],
  ['is refused for something else', { remote_ca_file: '/certs/ca.crt', oidc_config: {} }, []],
])('a RunConfig that %s', (_what, fields, files) => {
  expect(findNamedFiles(JSON.stringify({ ...MINIMAL, ...fields }))).toEqual(files);
});

it.each(['', '{', 'null', '[]'])('a RunConfig that is %j names none', (text) => {
  expect(findNamedFiles(text)).toEqual([]);
});

it('changes the names of the files and nothing else', () => {
  const text =
    '{"port":8080,"remote_ca_file":"/certs/ca.crt","__proto__":{"a":1},"name":"/certs/ca.crt",' +
    '"oidc_config":{"CACertPath":"/issuer.crt","AuthTokenFile":"/token"},' +
    '"middleware_configs":[{"type":"auth","parameters":{"oidc_config":{"CACertPath":"/issuer.crt"}}}]}';
  const places = new Map([
    ['/certs/ca.crt', '/tmp/ca.pem'],
    ['/issuer.crt', '/tmp/issuer.pem'],
  ]);
  expect(withNamedFiles(text, places)).toBe(
    text
      .replace('"remote_ca_file":"/certs/ca.crt"', '"remote_ca_file":"/tmp/ca.pem"')
      .replaceAll('/issuer.crt', '/tmp/issuer.pem'),
  );
});
