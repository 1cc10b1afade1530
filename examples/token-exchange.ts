import { Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** Callers come with a token for the proxy; the remote gets another one, for the same person and for itself. */
export class TokenExchange extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    new McpRemoteProxy(this, 'token-exchange-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      oidcConfig: {
        type: 'inline',
        resourceUrl: 'https://tools.example.com/mcp',
        inline: { issuer: 'https://auth.example.com', audience: 'https://tools.example.com/mcp' },
      },
      requiredScopes: ['mcp:use'],
      tokenExchange: {
        tokenUrl: 'https://auth.example.com/token',
        clientId: 'token-exchange-proxy',
        clientSecretRef: { name: 'token-exchange-client', key: 'client-secret' },
        audience: 'https://mcp.example.com/mcp',
        scopes: ['tools:call'],
      },
      strict: true,
    });
  }
}
