/** The proxy of the demo: both kinds of header, two Secrets, and two keys of one of them. */
import type { HeaderForwardProps } from 'cdk8s-mcp-remote-proxy';

export const PROXY_NAME = 'demo-proxy';

export const NAMESPACE = 'toolhive';

/** The remote is a server of the demo itself, on a port that is known only when it runs. */
export const REMOTE_URL_ENV = 'DEMO_REMOTE_URL';

export const HEADER_FORWARD = {
  addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456', 'X-Request-Source': 'demo' },
  addHeadersFromSecret: [
    { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } },
    { headerName: 'Authorization', valueSecretRef: { name: 'remote-account', key: 'authorization' } },
    { headerName: 'X-Account-Password', valueSecretRef: { name: 'remote-account', key: 'password' } },
  ],
} satisfies HeaderForwardProps;
