/** An API server as an issuer: its own authority, discovery for those who show a token, and files that are rotated. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { RunConfigOidc } from '../../../contract/run-config';
import { KEYS_FRESH_MS } from '../../../runtime/src/auth/key-source';
import { readCredentials } from '../../support/certificates';
import { createSigningKey, KEYS_PATH, sendJson, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';
import { AuthRig } from './rig';

const UNAVAILABLE = 'ERR_AUTH_UNAVAILABLE ISSUER_UNAVAILABLE';
const CERTIFICATES = join(import.meta.dirname, '../../faults/certs');
const JWKS_PATH = '/openid/v1/jwks';

/** What a service account token holds. */
const POD_CLAIMS = {
  sub: 'system:serviceaccount:default:client',
  'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'client', uid: '1' } },
};

let key: SigningKey;
let folder: string;
let files: Pick<RunConfigOidc, 'CACertPath' | 'AuthTokenFile'>;
let api: TestIssuer;

beforeAll(async () => {
  key = await createSigningKey('key', 'RS256');
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'service-account-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  files = { CACertPath: join(folder, 'ca.crt'), AuthTokenFile: join(folder, 'token') };
  await copyFile(join(CERTIFICATES, 'ca.pem'), files.CACertPath);
  await writeFile(files.AuthTokenFile, 'pod-token-1\n');
  api = await startTestIssuer([key], readCredentials('good'));
  onTestFinished(() => api.close());
  serve('pod-token-1');
});

/** Answers those who show `token`, and nobody else, as a cluster without anonymous discovery does. */
function serve(token: string, jwksUri = `${api.url}${JWKS_PATH}`): void {
  const answer: RequestListener = (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
    // The real one offers its keys in this type only.
    const isKeys = request.url === JWKS_PATH;
    const type = isKeys ? 'application/jwk-set+json' : 'application/json';
    if (!request.headers.accept?.includes(type)) return void response.writeHead(406).end();
    if (isKeys) return sendJson(response, api.published);
    sendJson(response, { issuer: api.url, jwks_uri: jwksUri });
  };
  api.behave(answer);
}

const createRig = (changes: Partial<RunConfigOidc> = {}): AuthRig =>
  new AuthRig(toOidc(api.url, { ...files, InsecureAllowHTTP: false, ...changes }));

const sign = (): Promise<string> => api.sign(key, POD_CLAIMS, { typ: undefined });

/** As if everyone's authorities vouched for it. */
function trustEverywhere(authority: string): void {
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, authority]);
  onTestFinished(() => setDefaultCACertificates(usual));
}

it('lets service accounts in', async () => {
  expect(await createRig().ask(await sign())).toBe('ok');
});

it('cannot check tokens without the token of the pod', async () => {
  const rig = createRig({ AuthTokenFile: '' });
  expect(await rig.ask(await sign())).toBe(UNAVAILABLE);
  expect(rig.log).toContain('HTTP_401');
});

it('says which file is missing', async () => {
  const rig = createRig({ AuthTokenFile: join(folder, 'missing') });
  expect(await rig.ask(await sign())).toBe(UNAVAILABLE);
  expect(rig.log).toContain('TOKEN_FILE');
  const other = createRig({ CACertPath: join(folder, 'missing') });
  expect(await other.ask(await sign())).toBe(UNAVAILABLE);
  expect(other.log).toContain('CA_FILE');
});

it('notices that the token of the pod was renewed', async () => {
  const rig = createRig();
  expect(await rig.ask(await sign())).toBe('ok');
  serve('pod-token-2');
  await writeFile(files.AuthTokenFile, 'pod-token-2');
  const next = await createSigningKey('next');
  api.publish(next);
  expect(await rig.ask(await api.sign(next, POD_CLAIMS))).toBe('ok');
});

it('notices that the authority was renewed', async () => {
  const rig = createRig();
  expect(await rig.ask(await sign())).toBe('ok');
  api.present(readCredentials('self-signed'));
  await writeFile(files.CACertPath, await readFile(join(CERTIFICATES, 'self-signed.pem')));
  const next = await createSigningKey('next');
  api.publish(next);
  expect(await rig.ask(await api.sign(next, POD_CLAIMS))).toBe('ok');
  // And that the one before is no longer believed.
  api.present(readCredentials('good'));
  rig.pass(KEYS_FRESH_MS);
  await rig.ask(await sign());
  await expect.poll(() => rig.log).toContain('cannot be asked');
});

describe('the token of the pod', () => {
  it('goes to a discovered place that the same authority vouches for', async () => {
    const other = await startTestIssuer([key], readCredentials('good'));
    onTestFinished(() => other.close());
    serve('pod-token-1', other.url + KEYS_PATH);
    expect(await createRig().ask(await sign())).toBe('ok');
    expect(other.requests.map(({ authorization }) => authorization)).toEqual(['Bearer pod-token-1']);
  });

  it('goes to no discovered place that anyone could vouch for', async () => {
    trustEverywhere(await readFile(join(CERTIFICATES, 'ca.pem'), 'utf8'));
    const other = await startTestIssuer([key], readCredentials('good'));
    onTestFinished(() => other.close());
    serve('pod-token-1', other.url + KEYS_PATH);
    expect(await createRig({ CACertPath: '' }).ask(await sign())).toBe('ok');
    expect(other.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('goes to no discovered place in clear', async () => {
    const other = await startTestIssuer([key]);
    onTestFinished(() => other.close());
    serve('pod-token-1', other.url + KEYS_PATH);
    expect(await createRig({ InsecureAllowHTTP: true }).ask(await sign())).toBe('ok');
    expect(other.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('goes to no configured place in clear', async () => {
    const issuer = await startTestIssuer([key]);
    onTestFinished(() => issuer.close());
    const rig = new AuthRig(toOidc(issuer.url, files));
    expect(await rig.ask(await issuer.sign(key))).toBe('ok');
    expect(issuer.requests.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  it('is in no log', async () => {
    const rig = createRig();
    await rig.ask(await sign());
    serve('another');
    rig.pass(KEYS_FRESH_MS);
    await rig.ask(await sign());
    await expect.poll(() => rig.log).toContain('cannot be asked');
    expect(rig.log).not.toContain('pod-token');
  });
});
