/** RunConfigs as people and operators write them, for tests to start from. */

/** The least a RunConfig has to say. */
export const MINIMAL = {
  schema_version: 'v0.1.0',
  remote_url: 'https://mcp.example.com/mcp',
  name: 'my-proxy',
  transport: 'streamable-http',
  port: 8080,
};

const OIDC = {
  Issuer: 'https://auth.example.com',
  Audience: 'mcp-proxy',
  JWKSURL: '',
  ClientID: '',
  ClientSecret: '',
  CACertPath: '',
  AuthTokenFile: '',
  AllowPrivateIP: false,
  InsecureAllowHTTP: false,
  IntrospectionURL: '',
  ResourceURL: 'http://mcp-my-proxy-remote-proxy.toolhive.svc.cluster.local:8080',
  Scopes: null,
};

/** What ToolHive's operator writes for a proxy with headers of both kinds and no caller to authenticate. */
export function operatorDocument(): Record<string, unknown> {
  return {
    schema_version: 'v0.1.0',
    image: '',
    remote_url: 'https://mcp.example.com/mcp',
    name: 'my-proxy',
    container_name: 'my-proxy',
    base_name: 'my-proxy',
    transport: 'streamable-http',
    host: '0.0.0.0',
    port: 8080,
    permission_profile: {
      name: 'network',
      network: { outbound: { insecure_allow_all: true }, inbound: {} },
    },
    env_vars: { MCP_TRANSPORT: 'streamable-http' },
    container_labels: { toolhive: 'true', 'toolhive-name': 'my-proxy', 'toolhive-port': '8080' },
    middleware_configs: [
      { type: 'auth', parameters: {} },
      { type: 'mcp-parser', parameters: {} },
      { type: 'usagemetrics', parameters: {} },
      { type: 'header-forward', parameters: { add_headers: { 'X-Tenant-ID': 'tenant-456' } } },
      { type: 'recovery', parameters: null },
    ],
    header_forward: {
      add_plaintext_headers: { 'X-Tenant-ID': 'tenant-456' },
      add_headers_from_secret: { 'X-API-Key': 'HEADER_FORWARD_X_API_KEY_MY_PROXY' },
    },
  };
}

/** The same for a proxy whose callers need a token. */
export function operatorDocumentWithOidc(): Record<string, unknown> {
  const document = operatorDocument();
  const [, ...others] = document['middleware_configs'] as unknown[];
  return {
    ...document,
    oidc_config: OIDC,
    middleware_configs: [{ type: 'auth', parameters: { oidc_config: OIDC } }, ...others],
    thv_ca_bundle: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
    jwks_auth_token_file: '/var/run/secrets/kubernetes.io/serviceaccount/token',
  };
}
