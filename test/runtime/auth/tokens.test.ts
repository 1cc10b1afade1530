/** Every kind of token there is, against an issuer that would be fooled by none of them. */
import { createHmac, createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { CompactEncrypt, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '../../../runtime/src/auth/caller';
import { createSigningKey, signText, startTestIssuer } from '../../support/test-issuer';
import type { Changes, SigningKey, TestIssuer } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';
import { AuthRig, RESOURCE } from './rig';

const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
];

let issuer: TestIssuer;
const keys = new Map<string, SigningKey>();
let attacker: SigningKey;

beforeAll(async () => {
  for (const alg of ALGORITHMS) keys.set(alg, await createSigningKey(`key-${alg}`, alg));
  attacker = await createSigningKey('key-ES256');
  issuer = await startTestIssuer([...keys.values()]);
});

afterAll(() => issuer.close());

const key = (alg = 'ES256'): SigningKey => keys.get(alg) as SigningKey;
const ask = (token: string): Promise<string> => new AuthRig(toOidc(issuer.url)).ask(token);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token signed by hand. */
function assemble(header: Changes, signature: (input: string) => Buffer, claims: Changes = {}): string {
  const input = `${encode(header)}.${encode({ ...issuer.claims(), ...claims })}`;
  return `${input}.${signature(input).toString('base64url')}`;
}

describe('accepts', () => {
  it.each(ALGORITHMS)('%s', async (alg) => expect(await ask(await issuer.sign(key(alg)))).toBe('ok'));

  it.each<[string, Changes]>([
    ['no type', { typ: undefined }],
    ['the type JWT', { typ: 'JWT' }],
    ['the type as a media type', { typ: 'application/at+jwt' }],
    ['no key id', { kid: undefined }],
    ['a parameter nobody knows, which is not critical', { x5t: 'abc', foo: { bar: 1 } }],
  ])('%s', async (_what, header) => expect(await ask(await issuer.sign(key(), {}, header))).toBe('ok'));

  it('a token of a key that does not say its algorithm', async () => {
    const { alg: _alg, use: _use, ...jwk } = key('RS256').jwk;
    issuer.published = { keys: [jwk] };
    expect(await ask(await issuer.sign(key('RS256')))).toBe('ok');
    issuer.publish(...keys.values());
  });

  it('the scheme in any case', async () => {
    const rig = new AuthRig(toOidc(issuer.url));
    expect(await rig.send('authorization', `bEaReR  ${await issuer.sign(key())}`)).toBe('ok');
  });
});

it('remembers a token once, however the scheme is written', async () => {
  const rig = new AuthRig(toOidc(issuer.url));
  const token = await issuer.sign(key());
  expect(await rig.ask(token)).toBe('ok');
  for (const scheme of ['bearer ', 'BEARER ', `Bearer${' '.repeat(1000)}`]) {
    const result = rig.authenticator.authenticate(['Authorization', scheme + token]);
    expect(result).toMatchObject({ subject: 'someone' });
  }
});

describe('refuses a token', () => {
  const expectRefused = async (token: string, cause: string): Promise<void> =>
    expect(await ask(token)).toBe(`ERR_AUTH_TOKEN_INVALID ${cause}`);

  it.each<[string, Changes, string]>([
    ['with a critical header', { crit: ['exp'], exp: 1 }, 'CRITICAL_HEADER'],
    ['with a critical header nobody knows', { crit: ['urn:x'], 'urn:x': 1 }, 'CRITICAL_HEADER'],
    ['with an empty list of critical headers', { crit: [] }, 'CRITICAL_HEADER'],
    ['with a payload that is not encoded', { crit: ['b64'], b64: false }, 'CRITICAL_HEADER'],
    ['with critical headers that are no list', { crit: 'exp' }, 'CRITICAL_HEADER'],
    ['for log out', { typ: 'logout+jwt' }, 'TOKEN_TYPE'],
    ['for security events', { typ: 'secevent+jwt' }, 'TOKEN_TYPE'],
    ['that proves possession', { typ: 'dpop+jwt' }, 'TOKEN_TYPE'],
    ['with a type that is no text', { typ: 1 }, 'TOKEN_TYPE'],
    ['with the id of another key', { kid: 'key-EdDSA' }, 'UNKNOWN_KEY'],
    ['with the id of another key of its kind', { kid: 'key-ES384' }, 'UNKNOWN_KEY'],
    ['with a key id that is no text', { kid: { $ne: '' } }, 'UNKNOWN_KEY'],
    ['with a path for a key id', { kid: '../../dev/null' }, 'UNKNOWN_KEY'],
  ])('%s', async (_what, header, cause) => {
    const claims = JSON.stringify(issuer.claims());
    const input = `${encode({ alg: 'ES256', kid: 'key-ES256', ...header })}.${Buffer.from(claims).toString('base64url')}`;
    const signature = await sign(key(), input);
    await expectRefused(`${input}.${signature}`, cause);
  });

  it('of another key with the same id', async () => expectRefused(await issuer.sign(attacker), 'SIGNATURE'));

  it('of another key without an id', async () =>
    expectRefused(await issuer.sign(attacker, {}, { kid: undefined }), 'UNKNOWN_KEY'));

  it.each<[string, () => Changes, string]>([
    ['a key', () => ({ jwk: attacker.jwk }), 'SIGNATURE'],
    ['a key, and no id', () => ({ jwk: attacker.jwk, kid: undefined }), 'UNKNOWN_KEY'],
    ['where keys are', () => ({ jku: `${issuer.url}/evil` }), 'SIGNATURE'],
    ['where a certificate is', () => ({ x5u: `${issuer.url}/evil` }), 'SIGNATURE'],
    ['a certificate', () => ({ x5c: ['MIIB'] }), 'SIGNATURE'],
  ])('of another key, that says %s', async (_what, header, cause) => {
    const before = issuer.requests.length;
    await expectRefused(await issuer.sign(attacker, {}, header()), cause);
    expect(issuer.requests.slice(before).map(({ path }) => path)).not.toContain('/evil');
  });

  it.each(['none', 'None', 'NONE', 'nOnE', ''])('with the algorithm %j', async (alg) => {
    const signedWith = (signature: string) =>
      assemble({ alg, kid: 'key-ES256' }, () => Buffer.from(signature));
    await expectRefused(signedWith(''), 'NOT_A_JWT');
    await expectRefused(signedWith('x'), 'ALGORITHM');
  });

  it.each(['HS256', 'HS384', 'HS512'])('signed with the public key as a secret (%s)', async (alg) => {
    const { jwk } = key('RS256');
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    for (const secret of [pem, JSON.stringify(jwk), jwk.n ?? '', '']) {
      const hmac = (input: string): Buffer =>
        createHmac(alg.replace('HS', 'sha'), secret).update(input).digest();
      await expectRefused(assemble({ alg, kid: 'key-RS256' }, hmac), 'ALGORITHM');
    }
  });

  it('with an algorithm that is not the one of its key', async () => {
    await expectRefused(await signAs(key('RS256'), 'RS512'), 'UNKNOWN_KEY');
    await expectRefused(await signAs(key('RS256'), 'PS256'), 'UNKNOWN_KEY');
    await expectRefused(await signAs(key('EdDSA'), 'ES256'), 'UNKNOWN_KEY');
  });

  it.each(['ES256K', 'RS1', 'A256KW', 'toString', '__proto__'])('with the algorithm %s', (alg) =>
    expectRefused(
      assemble({ alg, kid: 'key-ES256' }, () => Buffer.alloc(64, 1)),
      'ALGORITHM',
    ),
  );

  it('with an all-zero signature', () =>
    expectRefused(
      assemble({ alg: 'ES256', kid: 'key-ES256' }, () => Buffer.alloc(64)),
      'SIGNATURE',
    ));

  it('with a signature in ASN.1', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    issuer.published = {
      keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'asn1', alg: 'ES256' }],
    };
    const token = assemble({ alg: 'ES256', kid: 'asn1' }, (input) =>
      signBytes('sha256', Buffer.from(input), pair.privateKey),
    );
    await expectRefused(token, 'SIGNATURE');
    issuer.publish(...keys.values());
  });

  it('whose claims were changed', async () => {
    const [header, , signature] = (await issuer.sign(key())).split('.');
    await expectRefused(
      `${header}.${encode({ ...issuer.claims(), sub: 'admin' })}.${signature}`,
      'SIGNATURE',
    );
  });

  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const following = (letter: string): string => ALPHABET[ALPHABET.indexOf(letter) + 1] ?? '';

  it.each<[string, (token: string) => string, string]>([
    ['with padding', (token) => `${token}=`, 'NOT_A_JWT'],
    ['with more of it', (token) => `${token}==`, 'NOT_A_JWT'],
    ['with an empty part behind', (token) => `${token}.`, 'NOT_A_JWT'],
    ['with an empty part in front', (token) => `.${token}`, 'OPAQUE_TOKEN'],
    // The last letter holds two bits of the signature and four that mean nothing.
    ['with other unused bits', (token) => token.replace(/.$/, following), 'NOT_A_JWT'],
  ])('in another spelling, %s', async (_how, respell, cause) => {
    await expectRefused(respell(await issuer.sign(key())), cause);
  });

  it('with a claim twice', async () => {
    const text = JSON.stringify(issuer.claims());
    const twice = `${text.slice(0, -1)},"sub":"admin"}`;
    await expectRefused(await signText(key(), twice), 'NOT_A_JWT');
  });

  it('whose payload is another token', async () =>
    expectRefused(await signText(key(), await issuer.sign(key()), { cty: 'JWT' }), 'NOT_A_JWT'));

  it('that is encrypted', async () => {
    const { publicKey } = await generateKeyPair('ECDH-ES', { extractable: true });
    const jwe = await new CompactEncrypt(Buffer.from(await issuer.sign(key())))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(publicKey);
    await expectRefused(jwe, 'NOT_A_JWT');
  });

  it('in JSON serialisation', async () => {
    const [header, payload, signature] = (await issuer.sign(key())).split('.');
    await expectRefused(JSON.stringify({ protected: header, payload, signature }), 'NOT_A_JWT');
  });

  it('that nobody can read', async () => {
    await expectRefused('opaque', 'OPAQUE_TOKEN');
    await expectRefused('a.b.c', 'OPAQUE_TOKEN');
    await expectRefused('a'.repeat(1024 * 1024), 'NOT_A_JWT');
  });

  it.each<[string, Changes, string]>([
    ['another issuer', { iss: 'https://evil.example.com' }, 'ISSUER'],
    ['another audience', { aud: 'other' }, 'AUDIENCE'],
    ['no expiry', { exp: undefined }, 'TIMES'],
    ['an expiry in a string', { exp: '9999999999' }, 'TIMES'],
    ['an expiry in the past', { exp: 1_000_000_000 }, 'EXPIRED'],
    ['a start in the future', { nbf: 9_999_999_999 }, 'NOT_YET_VALID'],
    ['an issue time in the future', { iat: 9_999_999_999 }, 'NOT_YET_VALID'],
    ['no subject', { sub: undefined }, 'SUBJECT'],
    ['an empty subject', { sub: '' }, 'SUBJECT'],
    ['a number for a subject', { sub: 1 }, 'SUBJECT'],
  ])('with %s', async (_what, claims, cause) => expectRefused(await issuer.sign(key(), claims), cause));
});

describe('a key set', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const oddities: readonly unknown[] = [
    null,
    'text',
    1,
    [],
    {},
    { kty: 'XYZ', kid: 'unknown', alg: 'XY256' },
    { kty: 'AKP', kid: 'akp', alg: 'ML-DSA-44', pub: 'AAAA' },
    { kty: 'RSA', kid: 'broken', alg: 'RS256', n: '!', e: 'AQAB' },
    { kty: 'RSA', kid: 'incomplete', alg: 'RS256' },
    { kty: 'EC', kid: 'off-curve', alg: 'ES256', crv: 'P-256', x: 'AAAA', y: 'AAAA' },
    { kty: 'EC', kid: 'other-curve', crv: 'secp256k1', x: 'AAAA', y: 'AAAA' },
    { kty: 'oct', kid: 'shared', alg: 'HS256', k: 'AAAA' },
    { ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak', alg: 'RS256' },
  ];

  it('is read past what is odd in it', async () => {
    issuer.published = { keys: [...oddities, key().jwk, ...oddities] };
    expect(await ask(await issuer.sign(key()))).toBe('ok');
    expect(await ask(await issuer.sign(key(), {}, { kid: undefined }))).toBe('ok');
    issuer.publish(...keys.values());
  });

  it('vouches for nothing with an RSA key below 2048 bits', async () => {
    issuer.published = { keys: oddities };
    const token = assemble({ alg: 'RS256', kid: 'weak' }, (input) =>
      signBytes('sha256', Buffer.from(input), weak.privateKey),
    );
    expect(await ask(token)).toBe('ERR_AUTH_TOKEN_INVALID SIGNATURE');
    issuer.publish(...keys.values());
  });

  it('vouches for nothing with a secret that was published', async () => {
    issuer.published = { keys: oddities };
    const hmac = (input: string): Buffer =>
      createHmac('sha256', Buffer.from('AAAA', 'base64url')).update(input).digest();
    expect(await ask(assemble({ alg: 'HS256', kid: 'shared' }, hmac))).toBe(
      'ERR_AUTH_TOKEN_INVALID ALGORITHM',
    );
    issuer.publish(...keys.values());
  });

  it.each<[string, (jwk: JWK, secret: JWK) => Changes]>([
    ['that is meant for encryption', (jwk) => ({ ...jwk, use: 'enc' })],
    ['that may not verify', (jwk) => ({ ...jwk, key_ops: ['sign'] })],
    ['with operations that are no list', (jwk) => ({ ...jwk, key_ops: 'verify' })],
    ['whose private part was published', (_jwk, secret) => ({ ...secret })],
  ])('leaves out a key %s', async (_what, change) => {
    const { kid, jwk, privateKey } = key();
    issuer.published = { keys: [change(jwk, { ...(await exportJWK(privateKey)), kid })] };
    expect(await ask(await issuer.sign(key()))).toBe('ERR_AUTH_TOKEN_INVALID UNKNOWN_KEY');
    issuer.publish(...keys.values());
  });
});

describe('required scopes', () => {
  const rig = (): AuthRig => new AuthRig(toOidc(issuer.url), { requiredScopes: ['read', 'write'] });

  it.each<[Changes, string]>([
    [{ scope: 'write other read' }, 'ok'],
    [{ scp: ['read', 'write'] }, 'ok'],
    [{ scope: 'read' }, 'ERR_AUTH_SCOPE SCOPE'],
    [{ scope: 'read writer' }, 'ERR_AUTH_SCOPE SCOPE'],
    [{ scope: 'READ WRITE' }, 'ERR_AUTH_SCOPE SCOPE'],
    [{}, 'ERR_AUTH_SCOPE SCOPE'],
  ])('%j is %s', async (claims, outcome) => {
    const under = rig();
    const token = await issuer.sign(key(), claims);
    expect([await under.ask(token), await under.ask(token)]).toEqual([outcome, outcome]);
  });

  it('are not those that are announced', async () => {
    const announced = new AuthRig(toOidc(issuer.url, { Scopes: ['read', 'write'] }));
    expect(await announced.ask(await issuer.sign(key()))).toBe('ok');
  });
});

describe('challenges', () => {
  const METADATA = 'https://proxy.example.com/.well-known/oauth-protected-resource/mcp';
  const challengeOf = async (raw: string[]): Promise<readonly string[]> => {
    const rig = new AuthRig(toOidc(issuer.url, { Scopes: ['openid', 'a"b', 'ok'] }), {
      requiredScopes: ['read'],
    });
    const result = await rig.authenticator.authenticate(raw);
    return isRefusal(result) ? result.fields : [];
  };

  it('names no error when nothing was sent', async () => {
    expect(await challengeOf([])).toEqual([
      'WWW-Authenticate',
      `Bearer realm="mcp", scope="openid ok read", resource_metadata="${METADATA}"`,
    ]);
  });

  it('says invalid_token of a token that is not good', async () => {
    const [, challenge] = await challengeOf(['Authorization', 'Bearer opaque']);
    expect(challenge).toMatch(
      /^Bearer realm="mcp", error="invalid_token", error_description="[\w ,]+", scope=/,
    );
    expect(challenge).toContain(`resource_metadata="${METADATA}"`);
  });

  it('says insufficient_scope, and what is needed', async () => {
    const token = await issuer.sign(key(), { scope: 'openid' });
    const [, challenge] = await challengeOf(['Authorization', `Bearer ${token}`]);
    expect(challenge).toMatch(/error="insufficient_scope", .*scope="read", resource_metadata=/);
  });

  it('says invalid_request of two credentials', async () => {
    const [, challenge] = await challengeOf(['Authorization', 'Bearer a', 'Authorization', 'Bearer b']);
    expect(challenge).toMatch(/error="invalid_request"/);
  });

  it('names no metadata that is not served', async () => {
    const rig = new AuthRig(toOidc(issuer.url, { ResourceURL: '' }));
    const result = await rig.authenticator.authenticate([]);
    expect(result).toMatchObject({ kind: 'refusal', fields: ['WWW-Authenticate', 'Bearer realm="mcp"'] });
    expect(rig.authenticator.resource.metadataPaths.size).toBe(0);
  });
});

it('keeps tokens out of the log and out of what it remembers', async () => {
  const rig = new AuthRig(toOidc(issuer.url, { ResourceURL: RESOURCE }));
  const token = await issuer.sign(key());
  await rig.ask(token);
  await rig.ask(await issuer.sign(attacker));
  expect(rig.log).not.toContain(token.slice(0, 20));
});

/** Signs with a key, and claims another algorithm that the key could be used with. */
async function signAs(signer: SigningKey, alg: string): Promise<string> {
  const input = `${encode({ alg, kid: signer.kid })}.${encode(issuer.claims())}`;
  return `${input}.${await sign(signer, input)}`;
}

async function sign({ alg, privateKey }: SigningKey, input: string): Promise<string> {
  const parameters = alg.startsWith('ES')
    ? { name: 'ECDSA', hash: `SHA-${alg.slice(2)}` }
    : privateKey.algorithm;
  const bytes = await crypto.subtle.sign(parameters, privateKey, Buffer.from(input));
  return Buffer.from(bytes).toString('base64url');
}
