import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRemoteCa } from '../../../runtime/src/config/load-remote-ca';

const [ONE, OTHER] = rootCertificates as [string, string];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ca-test-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function load(text: string) {
  const file = join(directory, 'ca.pem');
  writeFileSync(file, text);
  return loadRemoteCa(file);
}

it.each([undefined, ''])('has nothing to read when the RunConfig says %j', (file) => {
  expect(loadRemoteCa(file)).toEqual({});
});

it.each([
  ['one', ONE],
  ['two', `${ONE}\n${OTHER}\n`],
  ['CRLF', ONE.replaceAll('\n', '\r\n')],
  ['words around it', `# our own authority\n${ONE}\n# end\n`],
])('takes a file of certificates: %s', (_what, text) => expect(load(text)).toEqual({ pem: text }));

it.each([
  ['empty', ''],
  ['no certificate', 'hello'],
  ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
  ['a certificate cut short', ONE.slice(0, ONE.length / 2)],
  ['a broken one after a good one', `${ONE}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`],
])('refuses a file that TLS libraries would skip in silence: %s', (_what, text) => {
  expect(load(text).issues).toMatchObject([{ code: 'ERR_REMOTE_CA_UNREADABLE', path: 'remote_ca_file' }]);
});

it('says why a file cannot be read', () => {
  expect(loadRemoteCa(join(directory, 'absent.pem')).issues?.[0]?.message).toContain('ENOENT');
});
