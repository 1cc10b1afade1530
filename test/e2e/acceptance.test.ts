/** The cases the feature is accepted on, from definition to remote server. */
import type { HeaderForwardProps } from 'cdk8s-mcp-remote-proxy';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectRaw } from '../support/raw-client';
import { statusOf } from '../support/http-message';
import { createStage, useAsClient, valuesOf } from './stage';
import type { Secrets, Stage } from './stage';

const HELLO = [{ type: 'text', text: 'hello from the remote' }];

const SECRETS: Secrets = {
  'api-key-secret': { 'api-key': 'key-6f1d2c', other: 'other-77aa01' },
  'remote-account': {
    authorization: 'Bearer token-93be44',
    password: '  "quoted": #\\ $(HOME) value!'.trim(),
  },
};

const fromSecret = (headerName: string, name: string, key: string) => ({
  headerName,
  valueSecretRef: { name, key },
});

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(async () => {
  for (const code of await stage.stop()) expect(code).toBe(0);
});
afterAll(() => stage.close());

/** The whole way, and then: every header in every request, once, with exactly its value. */
async function expectHeaders(
  name: string,
  headerForward: HeaderForwardProps,
  secrets: Secrets,
  expected: Readonly<Record<string, string>>,
): Promise<void> {
  const proxy = await stage.start(stage.synthesize(name, headerForward), secrets);
  const before = stage.remote.requests.length;
  const theirs = Object.fromEntries(Object.keys(expected).map((header) => [header, 'of-the-client']));
  expect(await useAsClient(proxy.url, theirs)).toEqual(HELLO);
  const requests = stage.remote.requests.slice(before);
  expect(requests.length).toBeGreaterThanOrEqual(3);
  for (const request of requests) {
    for (const [header, value] of Object.entries(expected))
      expect(valuesOf(request, header)).toEqual([value]);
  }
}

describe('headers arrive', () => {
  it('from plain text', () =>
    expectHeaders(
      'plaintext-headers-proxy',
      { addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-123', 'X-Correlation': 'corr-abc' } },
      {},
      { 'X-Tenant-ID': 'tenant-123', 'X-Correlation': 'corr-abc' },
    ));

  it('from a Secret', () =>
    expectHeaders(
      'secret-headers-proxy',
      { addHeadersFromSecret: [fromSecret('X-API-Key', 'api-key-secret', 'api-key')] },
      SECRETS,
      { 'X-API-Key': 'key-6f1d2c' },
    ));

  it('from both', () =>
    expectHeaders(
      'mixed-headers-proxy',
      {
        addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456' },
        addHeadersFromSecret: [fromSecret('X-API-Key', 'api-key-secret', 'api-key')],
      },
      SECRETS,
      { 'X-Tenant-ID': 'tenant-456', 'X-API-Key': 'key-6f1d2c' },
    ));

  it('from several Secrets and several keys of one', () =>
    expectHeaders(
      'several-secrets-proxy',
      {
        addHeadersFromSecret: [
          fromSecret('X-API-Key', 'api-key-secret', 'api-key'),
          fromSecret('X-Other', 'api-key-secret', 'other'),
          fromSecret('Authorization', 'remote-account', 'authorization'),
          fromSecret('X-Odd-Value', 'remote-account', 'password'),
        ],
      },
      SECRETS,
      {
        'X-API-Key': 'key-6f1d2c',
        'X-Other': 'other-77aa01',
        Authorization: 'Bearer token-93be44',
        'X-Odd-Value': '"quoted": #\\ $(HOME) value!',
      },
    ));
});

describe('a missing secret stops the start, in the words of the kubelet', () => {
  const headerForward = {
    addHeadersFromSecret: [
      fromSecret('X-API-Key', 'api-key-secret', 'api-key'),
      fromSecret('X-Gone', 'remote-account', 'gone'),
    ],
  };

  it.each<[string, Secrets, string[]]>([
    [
      'Secrets',
      {},
      [
        'TOOLHIVE_SECRET_HEADER_FORWARD_X_API_KEY_MISSING_PROXY',
        'secret "api-key-secret" not found',
        'TOOLHIVE_SECRET_HEADER_FORWARD_X_GONE_MISSING_PROXY',
        'secret "remote-account" not found',
      ],
    ],
    [
      'a key',
      SECRETS,
      [
        'TOOLHIVE_SECRET_HEADER_FORWARD_X_GONE_MISSING_PROXY',
        "couldn't find key gone in Secret toolhive/remote-account",
      ],
    ],
  ])('%s', async (_what, secrets, words) => {
    const { code, stdout, stderr } = await stage.refuse(
      stage.synthesize('missing-proxy', headerForward),
      secrets,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const word of words) expect(stderr).toContain(word);
  });

  it('an empty value, which only the runtime can see', async () => {
    const secrets = { ...SECRETS, 'remote-account': { gone: '' } };
    const { code, stderr } = await stage.refuse(stage.synthesize('missing-proxy', headerForward), secrets);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ERR_SECRET_MISSING[^]*header X-Gone has no value/);
    expect(stderr).toContain('TOOLHIVE_SECRET_HEADER_FORWARD_X_GONE_MISSING_PROXY is unset or empty');
  });

  it('a value that is no field value, named and not quoted', async () => {
    const secrets = { ...SECRETS, 'remote-account': { gone: 'two-lines-51cd\nof-it-88ab' } };
    const { code, stderr } = await stage.refuse(stage.synthesize('missing-proxy', headerForward), secrets);
    expect(code).toBe(1);
    expect(stderr).toContain('ERR_HEADER_VALUE_CONTROL');
    expect(stderr).toContain('header X-Gone');
    expect(stderr).not.toMatch(/51cd|88ab/);
  });
});

describe('X-API-Key arrives once, whatever a client sends', () => {
  it.each([
    '',
    'X-API-Key: theirs\r\n',
    'x-api-key: theirs\r\nX-API-KEY: theirs\r\n',
    'x_api_key: theirs\r\nX_API-Key: theirs\r\n',
    'Connection: X-API-Key\r\n',
    'Connection: close, x_api_key\r\nX-API-Key: theirs\r\n',
  ])('%j', async (fields) => {
    const manifests = stage.synthesize('one-key-proxy', {
      addHeadersFromSecret: [fromSecret('X-API-Key', 'api-key-secret', 'api-key')],
    });
    const { url } = await stage.start(manifests, SECRETS);
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'raw', version: '1' },
      },
    });
    const client = await connectRaw(Number(new URL(url).port));
    client.send(
      'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
        `Accept: application/json, text/event-stream\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    const answer = await client.answer();
    expect([statusOf(answer), answer.body.toString()]).toEqual([200, expect.stringContaining('demo-remote')]);
    expect(valuesOf(stage.remote.requests.at(-1) ?? [], 'X-API-Key')).toEqual(['key-6f1d2c']);
    client.socket.destroy();
  });
});

it('an error of the construct holds no value either', () => {
  const secret = SECRETS['api-key-secret']?.['api-key'] ?? '';
  const misused = {
    addPlaintextHeaders: { 'X-A': `${secret}\n` },
    addHeadersFromSecret: [
      fromSecret('X-B', secret.toUpperCase(), secret),
      fromSecret('X-C', 'a', `${secret}/`),
    ],
  };
  expect(() => {
    try {
      stage.synthesize('misused-proxy', misused);
    } catch (error) {
      stage.keepError(error);
      throw error;
    }
  }).toThrow(/ERR_HEADER_VALUE_CONTROL[^]*ERR_SECRET_NAME_INVALID[^]*ERR_SECRET_KEY_INVALID/);
});

it('after all of this no secret value is in any manifest, log line, output or error', () => {
  const { values, places, leaks } = stage.searchForSecrets();
  expect(leaks).toEqual([]);
  expect(values).toBeGreaterThan(20);
  expect(places).toBeGreaterThan(20);
});
