/** Whatever an issuer does instead of answering, at start and later: nobody is told that their token is wrong. */
import { createServer } from 'node:net';
import type { RequestListener } from 'node:http';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ISSUER_TIMEOUT_MS } from '../../../runtime/src/auth/issuer-client';
import {
  KEYS_FRESH_MS,
  KEYS_OUTAGE_MS,
  KEYS_RENEW_MS,
  KEYS_RETRY_MS,
} from '../../../runtime/src/auth/key-source';
import { CA_FILE, readCredentials } from '../../support/certificates';
import type { CertificateName } from '../../support/certificates';
import { createSigningKey, KEYS_PATH, sendJson, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';
import { AuthRig } from './rig';

const UNAVAILABLE = 'ERR_AUTH_UNAVAILABLE ISSUER_UNAVAILABLE';

let key: SigningKey;
let newKey: SigningKey;

beforeAll(async () => {
  key = await createSigningKey('key');
  newKey = await createSigningKey('new');
});

async function start(whenFinished: typeof onTestFinished = onTestFinished): Promise<TestIssuer> {
  const issuer = await startTestIssuer([key]);
  whenFinished(() => issuer.close());
  return issuer;
}

const MEBIBYTE = Buffer.alloc(1024 * 1024, ' ');

/** What the issuer does, and how the log calls it. */
const FAULTS: readonly [string, RequestListener, string][] = [
  ['hangs up', (request) => void request.socket.destroy(), 'UND_ERR_SOCKET'],
  ['answers 500', (_request, response) => void response.writeHead(500).end(), 'HTTP_500'],
  ['answers 401', (_request, response) => void response.writeHead(401).end(), 'HTTP_401'],
  ['answers 404', (_request, response) => void response.writeHead(404).end(), 'HTTP_404'],
  ['answers 204', (_request, response) => void response.writeHead(204).end(), 'HTTP_204'],
  [
    'redirects to another place',
    (_request, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
    'HTTP_302',
  ],
  ['answers with a page', (_request, response) => void response.end('<html>'), 'NOT_JSON'],
  ['answers with nothing', (_request, response) => void response.end(), 'NOT_JSON'],
  ['answers with a list', (_request, response) => sendJson(response, []), 'DISCOVERY_INVALID'],
  [
    'breaks off',
    (_request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' }).write('{');
      setTimeout(() => response.destroy(), 20);
    },
    'UND_ERR_SOCKET',
  ],
  [
    'answers 100 MB',
    (_request, response) => {
      let sent = 0;
      const more = (): void => {
        while (sent < 100) if ((sent++, !response.write(MEBIBYTE))) return void response.once('drain', more);
        response.end();
      };
      more();
    },
    'ANSWER_TOO_LARGE',
  ],
  ['does not answer', () => {}, 'TIMEOUT'],
  [
    'drips',
    (_request, response) => {
      const drip = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(drip));
    },
    'TIMEOUT',
  ],
];

describe.concurrent('an issuer that', () => {
  it.for(FAULTS)(
    '%s from the start is 503, and lets in again once it answers',
    { timeout: 30_000 },
    async ([, behaviour, cause], { expect, onTestFinished: whenFinished }) => {
      const issuer = await start(whenFinished);
      issuer.behave(behaviour);
      const rig = new AuthRig(toOidc(issuer.url), { whenFinished });
      const token = await issuer.sign(key);
      expect(await rig.ask(token)).toBe(UNAVAILABLE);
      expect(rig.log).toContain(`"cause":"${cause}"`);
      // Nobody waits for it again.
      const before = performance.now();
      expect(await rig.ask(token)).toBe(UNAVAILABLE);
      expect(performance.now() - before).toBeLessThan(500);
      issuer.behave();
      await expect.poll(() => rig.ask(token), { timeout: KEYS_RETRY_MS + 8000, interval: 200 }).toBe('ok');
      expect(rig.log).toContain('issuer can be asked again');
    },
  );

  it.for(FAULTS)(
    '%s later on keeps out new keys only, with 503',
    { timeout: 30_000 },
    async ([, behaviour], { expect, onTestFinished: whenFinished }) => {
      const issuer = await start(whenFinished);
      const rig = new AuthRig(toOidc(issuer.url), { whenFinished });
      const [token, other] = [await issuer.sign(key), await issuer.sign(key, { sub: 'other' })];
      expect(await rig.ask(token)).toBe('ok');
      issuer.behave(behaviour);
      rig.pass(KEYS_RENEW_MS);
      expect(rig.isRemembered(token)).toBe(true);
      await expect.poll(() => rig.log, { timeout: ISSUER_TIMEOUT_MS + 2000 }).toContain('cannot be asked');
      rig.pass(KEYS_FRESH_MS);
      expect(rig.isRemembered(token)).toBe(true);
      expect(await rig.ask(other)).toBe('ok');
      expect(await rig.ask(await issuer.sign(newKey))).toBe(UNAVAILABLE);
      expect(await rig.ask(await issuer.sign(key, { aud: 'other' }))).toBe('ERR_AUTH_TOKEN_INVALID AUDIENCE');
    },
  );
});

it('starts without an issuer and finds it later', async () => {
  const issuer = await start();
  await issuer.close();
  const rig = new AuthRig(toOidc(issuer.url));
  rig.authenticator.start();
  const token = await issuer.sign(key);
  expect(await rig.ask(token)).toBe(UNAVAILABLE);
  expect(rig.log).toContain('ECONNREFUSED');
  await issuer.open();
  await expect.poll(() => rig.ask(token), { timeout: KEYS_RETRY_MS + 3000, interval: 100 }).toBe('ok');
});

it('uses keys for a documented time of an outage, and not longer', async () => {
  const issuer = await start();
  const rig = new AuthRig(toOidc(issuer.url));
  const exp = Math.floor(Date.now() / 1000) + 1_000_000;
  const token = await issuer.sign(key, { exp });
  await rig.ask(token);
  await issuer.close();
  rig.pass(KEYS_OUTAGE_MS - 10_000);
  expect(await rig.ask(token)).toBe('ok');
  rig.pass(10_000);
  expect(await rig.ask(token)).toBe(UNAVAILABLE);
});

it('says once in a while that the issuer is out of reach, not at every request', async () => {
  const issuer = await start();
  await issuer.close();
  const rig = new AuthRig(toOidc(issuer.url));
  for (let index = 0; index < 100; index++) await rig.ask(await issuer.sign(key));
  expect(rig.log.match(/cannot be asked/g)).toHaveLength(1);
});

describe('a discovery document', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['of another issuer', { issuer: 'https://other.example.com' }, 'DISCOVERY_OTHER_ISSUER'],
    ['without an issuer', { issuer: undefined }, 'DISCOVERY_OTHER_ISSUER'],
    ['without keys', { jwks_uri: undefined }, 'DISCOVERY_INVALID'],
    ['with a list of keys', { jwks_uri: ['http://127.0.0.1/'] }, 'DISCOVERY_INVALID'],
    ['with a file of keys', { jwks_uri: 'file:///etc/passwd' }, 'URL_INSECURE'],
    ['with keys that are no URL', { jwks_uri: '/keys' }, 'URL_INVALID'],
    ['with keys behind a password', { jwks_uri: 'http://a:b@127.0.0.1/' }, 'URL_INVALID'],
  ])('%s is none', async (_what, discovery, cause) => {
    const issuer = await start();
    issuer.discovery = discovery;
    const rig = new AuthRig(toOidc(issuer.url));
    expect(await rig.ask(await issuer.sign(key))).toBe(UNAVAILABLE);
    expect(rig.log).toContain(`"cause":"${cause}"`);
    expect(issuer.countRequests(KEYS_PATH)).toBe(0);
  });

  it('is looked at again when the keys are somewhere else', async () => {
    const issuer = await start();
    const rig = new AuthRig(toOidc(issuer.url));
    expect(await rig.ask(await issuer.sign(key))).toBe('ok');
    const elsewhere = await startTestIssuer([newKey]);
    onTestFinished(() => elsewhere.close());
    issuer.discovery = { jwks_uri: elsewhere.url + KEYS_PATH };
    issuer.behave((request, response) => {
      issuer.behave();
      response.writeHead(404).end(request.url);
    });
    rig.pass(KEYS_FRESH_MS);
    await rig.ask(await issuer.sign(newKey));
    await expect
      .poll(async () => rig.ask(await issuer.sign(newKey)), { timeout: KEYS_RETRY_MS + 3000, interval: 200 })
      .toBe('ok');
  });
});

describe('a key set', () => {
  it.each<[string, unknown]>([
    ['without keys', {}],
    ['whose keys are an object', { keys: {} }],
    ['that is a list', []],
    ['that is null', null],
  ])('%s is none', async (_what, published) => {
    const issuer = await start();
    issuer.published = published;
    const rig = new AuthRig(toOidc(issuer.url));
    expect(await rig.ask(await issuer.sign(key))).toBe(UNAVAILABLE);
    expect(rig.log).toContain('KEYS_INVALID');
  });
});

describe('an issuer with a certificate', () => {
  it.each<[string, CertificateName, string]>([
    ['of an authority nobody knows', 'good', ''],
    ['of its own', 'self-signed', CA_FILE],
    ['of another name', 'wrong-name', CA_FILE],
    ['that has expired', 'expired', CA_FILE],
    ['and an empty file of authorities', 'good', '/dev/null'],
    ['and no file of authorities', 'good', '/does/not/exist'],
  ])('%s is not believed', async (_what, certificate, CACertPath) => {
    const issuer = await startTestIssuer([key], readCredentials(certificate));
    onTestFinished(() => issuer.close());
    const rig = new AuthRig(toOidc(issuer.url, { CACertPath, InsecureAllowHTTP: false }));
    expect(await rig.ask(await issuer.sign(key))).toBe(UNAVAILABLE);
    expect(issuer.requests).toEqual([]);
  });

  it('of the configured authority is', async () => {
    const issuer = await startTestIssuer([key], readCredentials('good'));
    onTestFinished(() => issuer.close());
    const rig = new AuthRig(toOidc(issuer.url, { CACertPath: CA_FILE, InsecureAllowHTTP: false }));
    expect(await rig.ask(await issuer.sign(key))).toBe('ok');
  });
});

it('does not take http for an issuer unless that is allowed', async () => {
  const issuer = await start();
  const rig = new AuthRig(toOidc(issuer.url, { InsecureAllowHTTP: false }));
  expect(await rig.ask(await issuer.sign(key))).toBe(UNAVAILABLE);
  expect(rig.log).toContain('URL_INSECURE');
  expect(issuer.requests).toEqual([]);
});

it('does not take a private address for an issuer unless that is allowed', async () => {
  const issuer = await start();
  const byName = issuer.url.replace('127.0.0.1', 'localhost');
  for (const url of [issuer.url, byName]) {
    const rig = new AuthRig(toOidc(url, { AllowPrivateIP: false }));
    expect(await rig.ask(await issuer.sign(key, { iss: url }))).toBe(UNAVAILABLE);
    expect(rig.log).toContain('PRIVATE_ADDRESS');
  }
  expect(issuer.requests).toEqual([]);
});

it('is done with a connection that is accepted and never read', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as { port: number };
  const issuer = await start();
  const rig = new AuthRig(toOidc(`https://127.0.0.1:${port}`));
  const before = performance.now();
  expect(await rig.ask(await issuer.sign(key, { iss: `https://127.0.0.1:${port}` }))).toBe(UNAVAILABLE);
  expect(performance.now() - before).toBeLessThan(ISSUER_TIMEOUT_MS + 2000);
});
