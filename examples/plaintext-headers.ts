import { Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** Headers that are no secret: the remote tells its tenants apart by them. */
export class PlaintextHeaders extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    new McpRemoteProxy(this, 'plaintext-headers-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      headerForward: {
        addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-123', 'X-Correlation': 'corr-abc' },
      },
    });
  }
}
