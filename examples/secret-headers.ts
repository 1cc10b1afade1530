import { Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** Credentials no client has to know. A Secret holds the whole value, `Bearer ` included. */
export class SecretHeaders extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    new McpRemoteProxy(this, 'secret-headers-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      headerForward: {
        addHeadersFromSecret: [
          { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } },
          { headerName: 'Authorization', valueSecretRef: { name: 'auth-token-secret', key: 'token' } },
        ],
      },
    });
  }
}
