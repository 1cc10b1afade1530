/** Connections to the places an issuer is made of, under the authorities of a file as it is now. */
import { readFile } from 'node:fs/promises';
import type { RunConfigOidc } from '../../../contract/run-config';
import { parseCertificates } from '../config/load-remote-ca';
import { Upstream } from '../upstream/upstream';
import type { UpstreamLimits } from '../upstream/upstream';
import type { FindForwardProxy } from './issuer-client';
import { IssuerError } from './issuer-error';
import { isPrivateAddress, lookupPublic } from './private-addresses';

const LIMITS: Omit<UpstreamLimits, 'upstream_connections'> = {
  connect_timeout_ms: 5_000,
  header_bytes: 32 * 1024,
  upstream_connection_age_ms: 60_000,
  upstream_idle_timeout_ms: 4_000,
};

/** Discovery, keys and introspection may be three places; a discovery document that names others all the time is none. */
const MAX_ORIGINS = 8;

export class IssuerConnections {
  readonly #oidc: RunConfigOidc;
  readonly #findForwardProxy: FindForwardProxy;
  readonly #limits: UpstreamLimits;
  #ca: string | undefined;
  #upstreams = new Map<string, Upstream>();

  /** `mostAsking` is how many ask at once at most: each has a connection, for in a queue they would wait for each other. */
  constructor(oidc: RunConfigOidc, findForwardProxy: FindForwardProxy, mostAsking: number) {
    this.#oidc = oidc;
    this.#limits = { ...LIMITS, upstream_connections: mostAsking };
    this.#findForwardProxy = findForwardProxy;
  }

  async to(origin: string): Promise<Upstream> {
    if (!this.#oidc.AllowPrivateIP && isPrivateAddress(toHost(origin)))
      throw new IssuerError('PRIVATE_ADDRESS');
    await this.#renewCa();
    const known = this.#upstreams.get(origin);
    if (known !== undefined) return known;
    if (this.#upstreams.size >= MAX_ORIGINS) this.#forget();
    const upstream = this.#create(origin);
    this.#upstreams.set(origin, upstream);
    return upstream;
  }

  close(): void {
    for (const upstream of this.#upstreams.values()) upstream.destroy();
  }

  /** The file is the whole trust, as in ToolHive; without certificates it would leave the choice to Node. */
  async #renewCa(): Promise<void> {
    const { CACertPath } = this.#oidc;
    if (CACertPath === '') return;
    const ca = await readText(CACertPath);
    if (ca === this.#ca) return;
    if (!isCertificates(ca)) throw new IssuerError('CA_FILE');
    this.#forget();
    this.#ca = ca;
  }

  /** What is on the connections goes on; they are closed as they become idle. */
  #forget(): void {
    this.#upstreams = new Map();
  }

  #create(origin: string): Upstream {
    return new Upstream({
      origin,
      limits: this.#limits,
      ca: this.#ca === undefined ? undefined : [this.#ca],
      forwardProxy: this.#findForwardProxy(origin),
      ...(this.#oidc.AllowPrivateIP ? {} : { lookup: lookupPublic }),
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new IssuerError('CA_FILE');
  }
}

function isCertificates(pem: string): boolean {
  try {
    return parseCertificates(pem).length > 0;
  } catch {
    return false;
  }
}

/** No look-up is made for an address, so it has to be looked at here. */
function toHost(origin: string): string {
  return new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1');
}
