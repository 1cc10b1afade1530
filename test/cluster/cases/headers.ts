/** Case 1: every header arrives once with its value, and no value shows anywhere but in its Secret. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { HeaderForwardProps } from '../../../lib/index';
import type { Stage } from '../stage';

const secretHeader = (headerName: string, name: string, key: string) => ({
  headerName,
  valueSecretRef: { name, key },
});

export function headers(stage: Stage): string {
  const values = Object.fromEntries(
    ['api-key', 'token', 'other'].map((key) => [key, randomBytes(12).toString('hex')]),
  ) as Record<'api-key' | 'token' | 'other', string>;
  stage.createSecret('one', { 'api-key': values['api-key'], token: values.token });
  stage.createSecret('two', { other: values.other });
  const plain = { 'X-Tenant-ID': 'tenant-1' };
  const apiKey = secretHeader('X-API-Key', 'one', 'api-key');
  const definitions: Record<string, [HeaderForwardProps, Record<string, string>]> = {
    plaintext: [{ addPlaintextHeaders: plain }, plain],
    secrets: [{ addHeadersFromSecret: [apiKey] }, { 'X-API-Key': values['api-key'] }],
    mixed: [
      { addPlaintextHeaders: plain, addHeadersFromSecret: [apiKey] },
      { ...plain, 'X-API-Key': values['api-key'] },
    ],
    several: [
      {
        addHeadersFromSecret: [
          apiKey,
          secretHeader('Authorization', 'one', 'token'),
          secretHeader('X-Other', 'two', 'other'),
        ],
      },
      { 'X-API-Key': values['api-key'], Authorization: values.token, 'X-Other': values.other },
    ],
  };
  for (const [name, [headerForward, expected]] of Object.entries(definitions)) {
    stage.applyProxy(name, { headerForward });
    checkArrival(stage, name, expected);
    if ('X-API-Key' in expected) {
      const described = stage.run(['describe', 'pods', '--selector', `toolhive-name=${name}`]);
      assert.match(described, /<set to the key 'api-key' in secret 'one'>/);
    }
  }
  stage.checkNoSecretShows();
  return `${Object.keys(definitions).length} definitions`;
}

function checkArrival(stage: Stage, name: string, expected: Readonly<Record<string, string>>): void {
  stage.recorded();
  assert.match(stage.useTool('call', stage.urlOf(name)), /hello from the remote/);
  const requests = stage.recorded();
  assert.ok(requests.length > 1);
  for (const fields of requests) {
    for (const [header, value] of Object.entries(expected)) {
      const found = fields.filter(
        (_, i) => i % 2 === 1 && fields[i - 1]?.toLowerCase() === header.toLowerCase(),
      );
      assert.deepEqual(found, [value], `${header} of ${name}`);
    }
  }
}
