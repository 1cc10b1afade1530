import { Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** Several Secrets, and several keys of one. */
export class SeveralSecrets extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    new McpRemoteProxy(this, 'several-secrets-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      headerForward: {
        addHeadersFromSecret: [
          { headerName: 'X-Client-ID', valueSecretRef: { name: 'remote-credentials', key: 'client-id' } },
          {
            headerName: 'X-Client-Secret',
            valueSecretRef: { name: 'remote-credentials', key: 'client-secret' },
          },
          { headerName: 'X-Gateway-Token', valueSecretRef: { name: 'gateway-credentials', key: 'token' } },
        ],
      },
    });
  }
}
