/** A certified OpenID provider on loopback, whose one user agrees to everything. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errors, Provider } from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { createSigningKey } from './test-issuer';
import { decodeJwt, exportJWK } from 'jose';

export const SERVICE = { id: 'service', secret: 'service secret: %&+' };
export const USER = 'user-1';

/** Resources whose name ends like this get opaque tokens. */
export const OPAQUE_SUFFIX = '/opaque';

const SCOPES = 'mcp:read mcp:write';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

export interface OidcProvider {
  readonly tokenUrl: string;
  /** Forms posted to the token endpoint so far. */
  readonly tokenRequests: readonly URLSearchParams[];
  readonly issuer: string;
  readonly introspectionUrl: string;
  /** A token for `resource`, by the client credentials of SERVICE. */
  requestToken(resource: string, scope?: string): Promise<string>;
  /** The token is not good any more (RFC 7009). */
  revoke(token: string): Promise<void>;
  close(): Promise<void>;
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, await buildConfiguration());
  allowTokenExchange(provider);
  const answer = provider.callback();
  const tokenRequests: URLSearchParams[] = [];
  provider.on('grant.success', ({ oidc }) => {
    tokenRequests.push(new URLSearchParams(oidc.body as Record<string, string>));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/')) void agree(provider, request, response);
    else void answer(request, response);
  });
  const post = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(issuer + path, { method: 'POST', headers: basicAuthorization(), body: new URLSearchParams(form) });
  return {
    issuer,
    introspectionUrl: `${issuer}/token/introspection`,
    tokenUrl: `${issuer}/token`,
    tokenRequests,
    requestToken: async (resource, scope = SCOPES) => {
      const response = await post('/token', { grant_type: 'client_credentials', resource, scope });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    revoke: async (token) => {
      await post('/token/revocation', { token });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function buildConfiguration(): Promise<Configuration> {
  const { kid, alg, privateKey } = await createSigningKey('provider', 'RS256');
  return {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid, alg, use: 'sig' }] },
    cookies: { keys: ['cookies of a test'] },
    clients: [
      {
        client_id: SERVICE.id,
        client_secret: SERVICE.secret,
        grant_types: ['client_credentials', TOKEN_EXCHANGE],
        response_types: [],
        redirect_uris: [],
      },
    ],
    scopes: ['openid', 'offline_access', ...SCOPES.split(' ')],
    // The service stands for itself; RFC 9068 section 2.2 wants a subject in its tokens too.
    extraTokenClaims: (_context, token) => ('accountId' in token ? undefined : { sub: SERVICE.id }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      registration: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          scope: SCOPES,
          audience: resource,
          accessTokenTTL: 600,
          accessTokenFormat: resource.endsWith(OPAQUE_SUFFIX) ? 'opaque' : 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

/** RFC 6749 section 2.3.1 */
function basicAuthorization(): Record<string, string> {
  const [id, secret] = [SERVICE.id, SERVICE.secret].map((text) =>
    new URLSearchParams({ '': text }).toString().slice(1),
  );
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** Logs the user in and grants whatever was asked for. */
async function agree(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: USER, clientId: String(params['client_id']) });
  grant.addOIDCScope(`openid offline_access ${SCOPES}`);
  const resources = [params['resource'] ?? []].flat() as string[];
  for (const resource of resources) grant.addResourceScope(resource, SCOPES);
  const result = { login: { accountId: USER }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** RFC 8693 for tokens of this provider's own: the caller stays who it is, the audience becomes another. */
function allowTokenExchange(provider: Provider): void {
  const parameters = ['subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'scope'];
  const handler = async (context: KoaContextWithOIDC): Promise<void> => {
    const { client, params = {} } = context.oidc;
    const { subject_token: subjectToken, audience, scope = SCOPES } = params as Record<string, string>;
    const subject = await provider.AccessToken.find(subjectToken ?? '').catch(() => undefined);
    const accountId = subject?.accountId ?? decodeJwt(subjectToken ?? '').sub;
    if (client === undefined || accountId === undefined)
      throw new errors.InvalidGrant('no such subject token');
    const resource = audience ?? '';
    const grant = new provider.Grant({ accountId, clientId: client.clientId });
    grant.addResourceScope(resource, scope);
    const token = new provider.AccessToken({
      accountId,
      client,
      grantId: await grant.save(),
      gty: 'token_exchange',
      scope,
    });
    const info = {
      scope: SCOPES,
      audience: resource,
      accessTokenTTL: 600,
      accessTokenFormat: 'jwt' as const,
    };
    token.resourceServer = new provider.ResourceServer(resource, {
      ...info,
      jwt: { sign: { alg: 'RS256' } },
    });
    context.body = {
      access_token: await token.save(),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 600,
    };
  };
  provider.registerGrantType(TOKEN_EXCHANGE, handler, parameters);
}
