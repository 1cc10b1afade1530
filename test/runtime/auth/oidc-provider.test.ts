/** A real provider: found by discovery, its signed tokens verified, its opaque ones introspected. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPAQUE_SUFFIX, SERVICE, startOidcProvider } from '../../support/oidc-provider';
import type { OidcProvider } from '../../support/oidc-provider';
import { toOidc } from '../../support/to-oidc';
import { AuthRig, RESOURCE } from './rig';

let provider: OidcProvider;

beforeAll(async () => {
  provider = await startOidcProvider();
});

afterAll(() => provider.close());

const signed = { Audience: RESOURCE };
const opaque = { Audience: RESOURCE + OPAQUE_SUFFIX, ClientID: SERVICE.id };

it('lets in its signed tokens', async () => {
  const rig = new AuthRig(toOidc(provider.issuer, signed), { requiredScopes: ['mcp:read'] });
  expect(await rig.ask(await provider.requestToken(RESOURCE))).toBe('ok');
});

it('keeps out its tokens for somebody else', async () => {
  const rig = new AuthRig(toOidc(provider.issuer, signed));
  const token = await provider.requestToken('https://other.example.com');
  expect(await rig.ask(token)).toBe('ERR_AUTH_TOKEN_INVALID AUDIENCE');
});

it('keeps out tokens that lack a scope', async () => {
  const rig = new AuthRig(toOidc(provider.issuer, signed), { requiredScopes: ['mcp:write'] });
  expect(await rig.ask(await provider.requestToken(RESOURCE, 'mcp:read'))).toBe('ERR_AUTH_SCOPE SCOPE');
});

it('lets in its opaque tokens, until they are revoked', async () => {
  const rig = new AuthRig(
    toOidc(provider.issuer, { ...opaque, IntrospectionURL: provider.introspectionUrl }),
    {
      secret: SERVICE.secret,
      requiredScopes: ['mcp:read'],
    },
  );
  const token = await provider.requestToken(opaque.Audience);
  expect(token).not.toContain('.');
  expect([await rig.ask(token), await rig.ask(token)]).toEqual(['ok', 'ok']);
  await provider.revoke(token);
  expect(await rig.ask(token)).toBe('ERR_AUTH_TOKEN_INVALID INACTIVE');
  expect(rig.log).toBe('');
});

it('cannot tell with a wrong client secret', async () => {
  const rig = new AuthRig(
    toOidc(provider.issuer, { ...opaque, IntrospectionURL: provider.introspectionUrl }),
    {
      secret: 'wrong',
    },
  );
  const token = await provider.requestToken(opaque.Audience);
  expect(await rig.ask(token)).toBe('ERR_AUTH_UNAVAILABLE ISSUER_UNAVAILABLE');
  expect(rig.log).toContain('HTTP_401');
});

it('keeps out opaque tokens when there is nobody to ask', async () => {
  const rig = new AuthRig(toOidc(provider.issuer, opaque));
  expect(await rig.ask(await provider.requestToken(opaque.Audience))).toBe(
    'ERR_AUTH_TOKEN_INVALID OPAQUE_TOKEN',
  );
});
