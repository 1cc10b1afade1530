/** What a proxy in the test's own process is made of: one that knows no secret and nobody but its remote. */
import type { RunConfig } from '../../contract/run-config';
import type { ProxyParts } from '../../runtime/src/start';

export function toProxyParts(config: Partial<RunConfig>, log: ProxyParts['log']): ProxyParts {
  const nobody = { clientSecret: undefined, findForwardProxy: () => undefined };
  return {
    config: {
      schema_version: 'v0.1.0',
      name: 'in-process',
      remote_url: 'http://127.0.0.1:9/mcp',
      transport: 'streamable-http',
      host: '127.0.0.1',
      port: 0,
      ...config,
    },
    headers: [],
    extraCa: undefined,
    forwardProxy: undefined,
    authentication: nobody,
    credentials: nobody,
    log,
  };
}
