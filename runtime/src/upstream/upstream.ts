import { getCACertificates } from 'node:tls';
import { buildConnector, EnvHttpProxyAgent, interceptors, Pool } from 'undici';
import type { Dispatcher } from 'undici';
import type { RunConfigLimits } from '../../../contract/limits';
import type { ForwardProxy } from '../config/forward-proxy';

export interface UpstreamOptions {
  /** Scheme, host and port of the remote. */
  readonly origin: string;
  readonly limits: RunConfigLimits;
  /** PEM text of certificate authorities to trust beside the usual ones. */
  readonly extraCa: string | undefined;
  /** Whether answers are read on the way, and therefore wanted without a content coding. */
  readonly decoded: boolean;
  /** Missing where the remote is reached directly. */
  readonly forwardProxy: ForwardProxy | undefined;
}

/** Connections to the remote: HTTP/2 where it offers it, certificates always verified. */
export function createUpstream({
  origin,
  limits,
  extraCa,
  decoded,
  forwardProxy,
}: UpstreamOptions): Dispatcher {
  const ca = extraCa === undefined ? {} : { ca: [...getCACertificates('default'), extraCa] };
  // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would switch verification off by itself.
  const tls = { ...ca, rejectUnauthorized: true };
  const options = {
    connections: limits.upstream_connections,
    allowH2: true,
    connect: createConnector({ ...tls, timeout: limits.connect_timeout_ms }),
    headersTimeout: limits.response_header_timeout_ms,
    // The exchange watches over silence by itself: it knows an event stream, which may be quiet, from other answers.
    bodyTimeout: 0,
    maxHeaderSize: limits.header_bytes,
  };
  const dispatcher = createForwardProxyAgent(forwardProxy, {
    ...options,
    connectTimeout: limits.connect_timeout_ms,
    requestTls: tls,
    proxyTls: tls,
  });
  const upstream = dispatcher ?? new Pool(origin, options);
  return decoded ? upstream.compose(interceptors.decompress({ skipErrorResponses: false })) : upstream;
}

/**
 * undici takes a reset for the end of an answer that has neither length nor chunks, which would make a cut look
 * complete (RFC 9112 section 8). Under another code it stays an error.
 */
function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector({ ...options, allowH2: true });
  return (target, callback) =>
    connect(target, (...result) => {
      result[1]?.on('error', keepResetAnError);
      callback(...result);
    });
}

function keepResetAnError(error: NodeJS.ErrnoException): void {
  if (error.code === 'ECONNRESET') error.code = 'UND_ERR_SOCKET';
}

function createForwardProxyAgent(
  proxy: ForwardProxy | undefined,
  options: EnvHttpProxyAgent.Options,
): Dispatcher | undefined {
  if (proxy === undefined) return undefined;
  const token = proxy.authorization && { token: proxy.authorization.reveal() };
  const uris = { httpProxy: proxy.origin, httpsProxy: proxy.origin, noProxy: '' };
  const agent = new EnvHttpProxyAgent({ ...options, ...token, ...uris });
  return agent.compose((dispatch) => (request, handler) => {
    const headers = Array.isArray(request.headers) ? toRecord(request.headers) : request.headers;
    return dispatch({ ...request, ...(headers && { headers }) }, handler);
  });
}

/** Field lines by name. undici would make an object of a list by itself, and keep only the last line of each name. */
function toRecord(list: readonly string[]): Record<string, string | string[]> {
  const lines = new Map<string, string[]>();
  for (let i = 0; i + 1 < list.length; i += 2) {
    const name = list[i] as string;
    lines.set(name, [...(lines.get(name) ?? []), list[i + 1] as string]);
  }
  return Object.fromEntries(
    [...lines].map(([name, values]) => [name, values.length > 1 ? values : (values[0] as string)]),
  );
}
