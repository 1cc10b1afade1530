/** An issuer a test is in full command of: the keys it publishes, what it answers, and every token it never would sign. */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';

export const AUDIENCE = 'https://proxy.example.com/mcp';
export const DISCOVERY_PATH = '/.well-known/openid-configuration';
export const KEYS_PATH = '/keys';
export const INTROSPECTION_PATH = '/introspect';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

export async function createSigningKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }, privateKey };
}

/** Members to change; undefined leaves one out. */
export type Changes = Readonly<Record<string, unknown>>;

export interface IssuerRequestRecord {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export class TestIssuer {
  readonly #server: Server;
  readonly #port: number;
  readonly #isTls: boolean;
  /** What it takes for its own name; the address it listens on. */
  readonly url: string;
  /** Answers under /keys. */
  published: unknown;
  /** Added to the discovery document. */
  discovery: Changes = {};
  /** Answers the introspection of a token. */
  introspect: (token: string) => unknown = () => ({ active: false });
  /** Answers instead, until `behave()`. */
  #behaviour: RequestListener | undefined;
  /** Time it takes for introspection. */
  delayMs = 0;
  requests: IssuerRequestRecord[] = [];

  constructor(server: Server, isTls: boolean, keys: readonly SigningKey[]) {
    this.#server = server;
    this.#isTls = isTls;
    this.#port = (server.address() as AddressInfo).port;
    this.url = `${isTls ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
    this.publish(...keys);
    this.#listenTo(server);
  }

  publish(...keys: readonly SigningKey[]): void {
    this.published = { keys: keys.map(({ jwk }) => jwk) };
  }

  /** Answers everything with `behaviour`; without one, as an issuer should. */
  behave(behaviour?: RequestListener): void {
    this.#behaviour = behaviour;
  }

  countRequests(path: string): number {
    return this.requests.filter((request) => request.path === path).length;
  }

  /** Nobody listens any more; a later `open` listens at the same place. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
  }

  /** Presents another certificate to the connections to come. */
  present(tls: TlsFiles): void {
    if (this.#isTls)
      (this.#server as unknown as { setSecureContext(tls: TlsFiles): void }).setSecureContext(tls);
    this.#server.closeAllConnections();
  }

  /** A token anyone would accept, but for the changes. */
  sign(key: SigningKey, claims: Changes = {}, header: Changes = {}): Promise<string> {
    return signText(key, JSON.stringify({ ...this.claims(), ...claims }), header);
  }

  claims(): Record<string, unknown> {
    const nowSeconds = Math.floor(Date.now() / 1000);
    return { iss: this.url, aud: AUDIENCE, sub: 'someone', iat: nowSeconds, exp: nowSeconds + 3600 };
  }

  #listenTo(server: Server): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        // RFC 9112 section 3.2.2: a forward proxy asks in absolute-form.
        const path = url.replace(this.url, '');
        const body = Buffer.concat(chunks).toString();
        this.requests.push({ method, path, authorization: headers.authorization, body });
        if (this.#behaviour === undefined) this.#answer(path, body, response);
        else this.#behaviour(request, response);
      });
    });
  }

  #answer(path: string, body: string, response: ServerResponse): void {
    if (path === DISCOVERY_PATH) {
      const document = { issuer: this.url, jwks_uri: this.url + KEYS_PATH, ...this.discovery };
      return sendJson(response, document);
    }
    if (path === KEYS_PATH) return sendJson(response, this.published);
    if (path === INTROSPECTION_PATH) {
      const answer = this.introspect(new URLSearchParams(body).get('token') ?? '');
      return void setTimeout(() => sendJson(response, answer), this.delayMs);
    }
    response.writeHead(404).end();
  }
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

/** Signs any text as the payload. */
export function signText(key: SigningKey, text: string, header: Changes = {}): Promise<string> {
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey);
}

export async function startTestIssuer(keys: readonly SigningKey[], tls?: TlsFiles): Promise<TestIssuer> {
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new TestIssuer(server, tls !== undefined, keys);
}
