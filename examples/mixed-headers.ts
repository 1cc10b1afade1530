import { Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** Both kinds of header on one proxy. */
export class MixedHeaders extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    new McpRemoteProxy(this, 'mixed-headers-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      headerForward: {
        addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456', 'X-Request-Source': 'toolhive-proxy' },
        addHeadersFromSecret: [
          { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } },
        ],
      },
    });
  }
}
