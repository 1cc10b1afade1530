import { expect } from 'vitest';
import type { HttpMessage } from './http-message';
import { SECRET_VALUE, TENANT } from './proxy-process';
import type { RawUpstream } from './raw-upstream';

/** The proxy's own entry in Via: a name that tells nothing of where it runs. */
const OWN_VIA = /^1\.1 mcp-remote-proxy-[0-9a-f]{16}$/;

export interface Forwarded {
  /** Without the version. */
  readonly startLine?: string;
  /** Names in lower case; those the proxy sets itself are added. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The remote saw one request and not a byte more: these headers, the injected ones and the proxy's own, each once. */
export function expectForwarded(upstream: RawUpstream, { startLine, headers, body = '' }: Forwarded): void {
  expect(upstream.requests).toHaveLength(1);
  const request = upstream.requests[0] as HttpMessage;
  expect(request.size).toBe(upstream.received.length);
  expect(request.startLine).toBe(`${startLine ?? 'POST /mcp'} HTTP/1.1`);
  expect(request.complete).toBe(true);
  expect(request.body.toString('latin1')).toBe(body);
  expect(toSortedHeaders(request)).toEqual(
    Object.entries<unknown>({
      ...headers,
      host: `127.0.0.1:${upstream.port}`,
      via: expect.stringMatching(OWN_VIA),
      'x-api-key': SECRET_VALUE,
      'x-tenant-id': TENANT,
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** How the connection is kept and the body is framed is the HTTP library's choice, so long as there is one framing. */
function toSortedHeaders({ headers }: HttpMessage): [string, string][] {
  const lowerCase = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const framing = lowerCase.filter(([name]) => name === 'content-length' || name === 'transfer-encoding');
  expect(framing.length).toBeLessThanOrEqual(1);
  const connection = lowerCase.filter(([name]) => name === 'connection');
  expect(connection.length).toBeLessThanOrEqual(1);
  return lowerCase.filter((header) => !framing.includes(header) && !connection.includes(header)).sort();
}
