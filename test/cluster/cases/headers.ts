/** Every header arrives once with its value, and no value shows anywhere but in its Secret. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { HeaderForwardProps } from '../../../lib/index';
import type { Stage } from '../stage';

const secretHeader = (headerName: string, name: string, key: string) => ({
  headerName,
  valueSecretRef: { name, key },
});

export async function headers(stage: Stage): Promise<string> {
  const values = Object.fromEntries(
    ['api-key', 'token', 'other'].map((key) => [key, randomBytes(12).toString('hex')]),
  ) as Record<'api-key' | 'token' | 'other', string>;
  await stage.createSecret('one', { 'api-key': values['api-key'], token: values.token });
  await stage.createSecret('two', { other: values.other });
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
  const proxies = Object.entries(definitions).map(
    ([name, [headerForward]]) => [name, { headerForward }] as const,
  );
  await stage.applyProxies(Object.fromEntries(proxies));
  let requests = 0;
  for (const [name, [{ addHeadersFromSecret = [] }, expected]] of Object.entries(definitions)) {
    requests += await countArrivals(stage, name, expected);
    const described = await stage.run(['describe', 'pods', '--selector', `toolhive-name=${name}`]);
    assert.deepEqual(
      described.match(/<set to the key [^>]*>/g) ?? [],
      addHeadersFromSecret.map(
        ({ valueSecretRef: { name, key } }) => `<set to the key '${key}' in secret '${name}'>`,
      ),
    );
  }
  return `every header once in ${requests} requests of ${Object.keys(definitions).length} definitions`;
}

/** Requests of one client that arrived, each with the headers it should have. */
export async function countArrivals(
  stage: Stage,
  name: string,
  expected: Readonly<Record<string, string>>,
): Promise<number> {
  await stage.recorded();
  assert.match(await stage.useTool('call', stage.urlOf(name)), /hello from the remote/);
  const requests = await stage.recorded();
  assert.ok(requests.length > 1);
  for (const fields of requests) {
    for (const [header, value] of Object.entries(expected)) {
      const found = fields.filter(
        (_, i) => i % 2 === 1 && fields[i - 1]?.toLowerCase() === header.toLowerCase(),
      );
      assert.deepEqual(found, [value], `${header} of ${name}`);
    }
  }
  return requests.length;
}
