import { Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** Callers need a token of an issuer. */
export class OidcInline extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    new McpRemoteProxy(this, 'oidc-inline-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      oidcConfig: {
        type: 'inline',
        inline: {
          issuer: 'https://auth.example.com',
          audience: 'mcp-proxy',
          clientId: 'mcp-proxy',
          clientSecretRef: { name: 'oidc-client', key: 'client-secret' },
          caBundleRef: { configMapRef: { name: 'internal-ca', key: 'ca.crt' } },
        },
      },
    });
  }
}
