/** Issuers in every spelling a URL has: each is compared to the letter, and found. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { AUDIENCE, createSigningKey, sendJson, signText } from '../../support/test-issuer';
import type { SigningKey } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';
import { AuthRig } from './rig';

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

/** Serves discovery for the issuer that `toIssuer` makes of the origin; gives that. */
async function startIssuer(
  host: string,
  toIssuer: (origin: string) => string,
  key: SigningKey,
): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/keys') return sendJson(response, { keys: [key.jwk] });
    const { pathname } = new URL(issuer);
    if (request.url !== `${pathname.replace(/\/$/, '')}/.well-known/openid-configuration`)
      return void response.writeHead(404).end();
    sendJson(response, { issuer, jwks_uri: `${new URL(issuer).origin}/keys` });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const issuer = toIssuer(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  return issuer;
}

function sign(key: SigningKey, iss: string): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 60;
  return signText(key, JSON.stringify({ iss, aud: AUDIENCE, sub: 'someone', exp }));
}

it.each<[string, string, (origin: string) => string]>([
  ['a slash at its end', '127.0.0.1', (origin) => `${origin}/`],
  ['a path', '127.0.0.1', (origin) => `${origin}/realms/tools`],
  ['a path with a slash at its end', '127.0.0.1', (origin) => `${origin}/realms/tools/`],
  ['an escaped path', '127.0.0.1', (origin) => `${origin}/realms/a%20b`],
  ...(hasIpv6
    ? [
        ['an IPv6 address', '::1', (origin: string) => origin] satisfies [
          string,
          string,
          (o: string) => string,
        ],
      ]
    : []),
])('with %s', async (_what, host, toIssuer) => {
  const key = await createSigningKey('key');
  const issuer = await startIssuer(host, toIssuer, key);
  const rig = new AuthRig(toOidc(issuer));
  expect(await rig.ask(await sign(key, issuer))).toBe('ok');
  const other = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`;
  expect(await rig.ask(await sign(key, other))).toBe('ERR_AUTH_TOKEN_INVALID ISSUER');
});
