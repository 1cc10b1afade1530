/** Requests to the issuer: bounded in time and size, over verified connections, never redirected. */
import { readFile } from 'node:fs/promises';
import { Agent } from 'undici';
import type { RunConfigOidc } from '../../../contract/run-config';
import { parseCertificates } from '../config/load-remote-ca';
import { Collector } from './collector';
import { createIssuerConnector } from './issuer-connector';
import { IssuerError } from './issuer-error';

/** Time for a whole answer, connecting included. */
export const ISSUER_TIMEOUT_MS = 5_000;

/** One at a time each: keys need one, and introspection as many as there are callers. */
const MAX_CONNECTIONS = 16;

export interface IssuerRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface IssuerClient {
  /** The JSON of a 200 answer; rejects with an IssuerError and nothing else. */
  requestJson(request: IssuerRequest): Promise<unknown>;
  close(): void;
}

export type IssuerAccess = Pick<
  RunConfigOidc,
  | 'Issuer'
  | 'JWKSURL'
  | 'IntrospectionURL'
  | 'CACertPath'
  | 'AuthTokenFile'
  | 'AllowPrivateIP'
  | 'InsecureAllowHTTP'
>;

export function createIssuerClient(access: IssuerAccess): IssuerClient {
  const agents = new AgentOfCa(access);
  const requestJson = async ({ url, method, headers, body }: IssuerRequest): Promise<unknown> => {
    const target = checkUrl(url, access);
    const { origin, pathname, search } = target;
    const authorization = await readAuthorization(access, origin);
    const agent = await agents.current();
    const collector = new Collector(ISSUER_TIMEOUT_MS);
    agent.dispatch(
      {
        origin,
        path: pathname + search,
        method,
        headers: { accept: 'application/json', ...authorization, ...headers },
        body: body ?? null,
      },
      collector,
    );
    return parseJson(await collector.answer);
  };
  return { requestJson, close: () => agents.close() };
}

/** Discovered URLs are the issuer's word, and go through the same gate as configured ones. */
function checkUrl(text: string, { InsecureAllowHTTP }: IssuerAccess): URL {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') throw new IssuerError('URL_INVALID');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && InsecureAllowHTTP)) return url;
  throw new IssuerError('URL_INSECURE');
}

/**
 * The pod's own token, read anew each time because it is rotated. It goes where the configuration says; a URL that
 * was discovered gets it only from an authority of the configured file.
 */
async function readAuthorization(access: IssuerAccess, origin: string): Promise<Record<string, string>> {
  const { Issuer, JWKSURL, IntrospectionURL, CACertPath, AuthTokenFile } = access;
  if (AuthTokenFile === '') return {};
  const configured = [Issuer, JWKSURL, IntrospectionURL].map((url) => URL.parse(url)?.origin);
  if (CACertPath === '' && !configured.includes(origin)) return {};
  return { authorization: `Bearer ${(await readText(AuthTokenFile, 'TOKEN_FILE')).trim()}` };
}

async function readText(file: string, code: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new IssuerError(code);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new IssuerError('NOT_JSON');
  }
}

/** Connections that trust the authorities of a file as it is now; they are replaced when it changes. */
class AgentOfCa {
  readonly #access: IssuerAccess;
  #ca: string | undefined;
  #agent: Agent | undefined;

  constructor(access: IssuerAccess) {
    this.#access = access;
  }

  async current(): Promise<Agent> {
    const { CACertPath, AllowPrivateIP } = this.#access;
    const ca = CACertPath === '' ? undefined : await readText(CACertPath, 'CA_FILE');
    if (this.#agent !== undefined && ca === this.#ca) return this.#agent;
    if (ca !== undefined && !isCertificates(ca)) throw new IssuerError('CA_FILE');
    this.close();
    this.#ca = ca;
    this.#agent = new Agent({
      connections: MAX_CONNECTIONS,
      connect: createIssuerConnector(ca, AllowPrivateIP, ISSUER_TIMEOUT_MS),
    });
    return this.#agent;
  }

  close(): void {
    void this.#agent?.close();
  }
}

/** A file without certificates would leave the choice of authorities to Node, which is not what it is there for. */
function isCertificates(pem: string): boolean {
  try {
    return parseCertificates(pem).length > 0;
  } catch {
    return false;
  }
}
