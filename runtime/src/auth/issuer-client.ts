/** Requests to the issuer: bounded in time and size, over verified connections, never redirected. */
import { readFile } from 'node:fs/promises';
import type { RunConfigOidc } from '../../../contract/run-config';
import type { ForwardProxy } from '../config/forward-proxy';
import { Collector } from './collector';
import { IssuerConnections } from './issuer-connections';
import { IssuerError } from './issuer-error';

/** Time for a whole answer, connecting included. */
export const ISSUER_TIMEOUT_MS = 5_000;

/** RFC 7517 section 8.5: key sets have a type of their own, and Kubernetes' API server offers them in no other. */
const ACCEPT = 'application/json, application/jwk-set+json';

export interface IssuerRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface IssuerClient {
  /** The JSON of a 200 answer. Rejects with an IssuerError, or with what was thrown where the proxy itself is at fault. */
  requestJson(request: IssuerRequest): Promise<unknown>;
  close(): void;
}

/** The forward proxy that requests for a URL go through, if any. */
export type FindForwardProxy = (url: string) => ForwardProxy | undefined;

/** `mostAsking` is how many requests there are at once at most. */
export function createIssuerClient(
  oidc: RunConfigOidc,
  findForwardProxy: FindForwardProxy,
  mostAsking: number,
): IssuerClient {
  const connections = new IssuerConnections(oidc, findForwardProxy, mostAsking);
  const requestJson = async ({ url, method, headers, body }: IssuerRequest): Promise<unknown> => {
    const { origin, pathname, search } = checkUrl(url, oidc);
    const fields = {
      accept: ACCEPT,
      ...(await readAuthorization(oidc, origin)),
      ...headers,
    };
    const outbound = {
      method,
      target: pathname + search,
      headers: Object.entries(fields).flat(),
      body: body === undefined ? undefined : Buffer.from(body),
    };
    return parseJson(await new Collector(await connections.to(origin), outbound, ISSUER_TIMEOUT_MS).answer);
  };
  return { requestJson, close: () => connections.close() };
}

/** Discovered URLs are the issuer's word, and go through the same gate as configured ones. */
function checkUrl(text: string, { InsecureAllowHTTP }: RunConfigOidc): URL {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') throw new IssuerError('URL_INVALID');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && InsecureAllowHTTP)) return url;
  throw new IssuerError('URL_INSECURE');
}

/**
 * The pod's own token, read anew each time because it is rotated. It goes where the configuration says; a URL that
 * was discovered gets it only from an authority of the configured file. Never in clear, for anyone on the way to read.
 */
async function readAuthorization(oidc: RunConfigOidc, origin: string): Promise<Record<string, string>> {
  const { Issuer, JWKSURL, IntrospectionURL, CACertPath, AuthTokenFile } = oidc;
  if (AuthTokenFile === '' || !origin.startsWith('https:')) return {};
  const configured = [Issuer, JWKSURL, IntrospectionURL].map((url) => URL.parse(url)?.origin);
  if (CACertPath === '' && !configured.includes(origin)) return {};
  try {
    return { authorization: `Bearer ${(await readFile(AuthTokenFile, 'utf8')).trim()}` };
  } catch {
    throw new IssuerError('TOKEN_FILE');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new IssuerError('NOT_JSON');
  }
}
