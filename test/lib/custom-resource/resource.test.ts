/** The typed definition as a custom resource. */
import { App, Chart, Duration, Yaml } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { DefinitionErrors, McpRemoteProxyResource } from '../../../lib/index';
import type { McpRemoteProxyResourceProps } from '../../../lib/index';
import { manifestsOf } from '../support';

const REMOTE_URL = 'https://mcp.example.com/mcp';

function createResource(props: object): Chart {
  const chart = new Chart(new App(), 'test', { namespace: 'tools' });
  new McpRemoteProxyResource(chart, 'search', {
    remoteUrl: REMOTE_URL,
    ...props,
  });
  return chart;
}

const yamlOf = (props: object): string => Yaml.stringify(...manifestsOf(createResource(props)));

function refusalsOf(props: object): string[] {
  try {
    createResource(props);
  } catch (error) {
    return DefinitionErrors.issuesOf(error).map(({ code, path }) => `${code} ${path}`);
  }
  return [];
}

const INLINE = { type: 'inline', inline: { issuer: 'https://auth.example.com', audience: 'search' } };

const FULL = {
  headerForward: {
    addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456' },
    addHeadersFromSecret: [
      { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } },
    ],
  },
  oidcConfig: {
    ...INLINE,
    resourceUrl: 'https://proxies.example.com/search',
    inline: { ...INLINE.inline, scopes: ['tools'], caBundleRef: { configMapRef: { name: 'company-ca' } } },
  },
};

it('of v1beta1, with the MCPOIDCConfig it refers to', () => {
  expect(yamlOf({ ...FULL, replicas: 2 })).toBe(`apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPRemoteProxy
metadata:
  name: search
  namespace: tools
spec:
  headerForward:
    addHeadersFromSecret:
      - headerName: X-API-Key
        valueSecretRef:
          key: api-key
          name: api-key-secret
    addPlaintextHeaders:
      X-Tenant-ID: tenant-456
  oidcConfigRef:
    audience: search
    name: search-oidc
    resourceUrl: https://proxies.example.com/search
    scopes:
      - tools
  proxyPort: 8080
  remoteUrl: https://mcp.example.com/mcp
  replicas: 2
  resources:
    limits:
      memory: 256Mi
    requests:
      cpu: 50m
      memory: 64Mi
  transport: streamable-http
---
apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPOIDCConfig
metadata:
  name: search-oidc
  namespace: tools
spec:
  inline:
    caBundleRef:
      configMapRef:
        key: ca.crt
        name: company-ca
    insecureAllowHTTP: false
    issuer: https://auth.example.com
    jwksAllowPrivateIP: false
  type: inline
`);
});

it('of v1alpha1, all in one', () => {
  expect(yamlOf({ ...FULL, version: 'v1alpha1' })).toBe(`apiVersion: toolhive.stacklok.dev/v1alpha1
kind: MCPRemoteProxy
metadata:
  name: search
  namespace: tools
spec:
  headerForward:
    addHeadersFromSecret:
      - headerName: X-API-Key
        valueSecretRef:
          key: api-key
          name: api-key-secret
    addPlaintextHeaders:
      X-Tenant-ID: tenant-456
  oidcConfig:
    inline:
      audience: search
      caBundleRef:
        configMapRef:
          key: ca.crt
          name: company-ca
      insecureAllowHTTP: false
      issuer: https://auth.example.com
      jwksAllowPrivateIP: false
      scopes:
        - tools
    resourceUrl: https://proxies.example.com/search
    type: inline
  port: 8080
  remoteURL: https://mcp.example.com/mcp
  resources:
    limits:
      memory: 256Mi
    requests:
      cpu: 50m
      memory: 64Mi
  transport: streamable-http
`);
});

it('names the Service that exists as the resource URL, which the operator does not', () => {
  expect(yamlOf({ oidcConfig: { type: 'kubernetes' } })).toContain(
    'resourceUrl: http://mcp-search-remote-proxy.tools.svc.cluster.local:8080\n',
  );
});

it('has the Secrets an image is pulled with', () => {
  const yaml = yamlOf({ imagePullSecrets: ['registry'] });
  expect(yaml).toContain('imagePullSecrets:\n        - name: registry\n');
});

describe('what the remote is shown', () => {
  const EXCHANGE = { tokenUrl: 'https://auth.example.com/token', clientId: 'search', audience: 'remote' };

  it('is in an MCPExternalAuthConfig', () => {
    const props = { oidcConfig: INLINE, tokenExchange: { ...EXCHANGE, subjectTokenType: 'jwt' } };
    for (const version of ['v1alpha1', 'v1beta1']) {
      const yaml = yamlOf({ ...props, version });
      expect(yaml).toContain('  externalAuthConfigRef:\n    name: search-auth\n');
      expect(yaml).toContain(`apiVersion: toolhive.stacklok.dev/${version}
kind: MCPExternalAuthConfig
metadata:
  name: search-auth
  namespace: tools
spec:
  tokenExchange:
    audience: remote
    clientId: search
    subjectTokenType: urn:ietf:params:oauth:token-type:jwt
    tokenUrl: https://auth.example.com/token
  type: tokenExchange
`);
    }
  });

  it('is a bearer token, in v1beta1 alone', () => {
    const props = { oidcConfig: INLINE, bearerTokenRef: { name: 'remote', key: 'token' } };
    expect(yamlOf(props)).toContain(
      '  bearerToken:\n    tokenSecretRef:\n      key: token\n      name: remote\n  type: bearerToken\n',
    );
    expect(refusalsOf({ ...props, version: 'v1alpha1' })).toEqual([
      'ERR_RESOURCE_INEXPRESSIBLE bearerTokenRef',
    ]);
  });

  it.each([
    [
      'bearerTokenRef',
      {
        tokenExchange: { ...EXCHANGE, externalTokenHeaderName: 'X-Token' },
        bearerTokenRef: { name: 'remote', key: 'token' },
      },
    ],
    ['tokenExchange.audience', { tokenExchange: { ...EXCHANGE, audience: '' } }],
    [
      'clientCredentials',
      { clientCredentials: { ...EXCHANGE, clientSecretRef: { name: 'remote', key: 'token' } } },
    ],
  ])('cannot be said of %s', (path, props) => {
    for (const version of ['v1alpha1', 'v1beta1']) {
      const refusals = refusalsOf({ ...props, version, oidcConfig: INLINE });
      expect(refusals).toEqual([`ERR_RESOURCE_INEXPRESSIBLE ${path}`]);
    }
  });
});

it('allows a private remote', () => {
  expect(yamlOf({ remoteUrl: 'http://10.0.0.1/mcp' })).toContain('allowPrivateEndpoint: true\n');
  expect(yamlOf({})).not.toContain('allowPrivateEndpoint');
});

describe('what are no props', () => {
  const WRONG = [[undefined], [null], [[]], ['props']] as unknown as [McpRemoteProxyResourceProps][];
  const create = (chart: Chart, props: McpRemoteProxyResourceProps) =>
    new McpRemoteProxyResource(chart, 'search', props);

  it.each(WRONG)('%j is refused, and the id is free for another try', (props) => {
    const chart = new Chart(new App(), 'test');
    expect(() => create(chart, props)).toThrow(
      /^McpRemoteProxyResource test\/search is refused: 1 problem\n\n {2}ERR_FIELD_TYPE /,
    );
    expect(create(chart, { remoteUrl: REMOTE_URL }).resource.kind).toBe('MCPRemoteProxy');
  });

  it.each(WRONG)('%j is refused at the synth of an app that asked for that', (props) => {
    const app = new App();
    DefinitionErrors.reportAtSynth(app);
    create(new Chart(app, 'test'), props);
    expect(() => app.synthYaml()).toThrow(/\[test\/search\] is refused: 1 problem\n\n {2}ERR_FIELD_TYPE /);
  });
});

describe('what it cannot say is refused', () => {
  it.each([
    ['allowedOrigins', { allowedOrigins: ['https://app.example.com'] }],
    ['remoteCaBundleRef', { remoteCaBundleRef: { name: 'company-ca' } }],
    ['limits', { limits: { connectTimeout: Duration.seconds(5) } }],
    ['terminationGracePeriod', { terminationGracePeriod: Duration.seconds(60) }],
    ['image', { image: 'registry.example.com/mcp-remote-proxy:1' }],
    ['imagePullPolicy', { imagePullPolicy: 'Always' }],
  ])('%s', (path, props) => {
    expect(refusalsOf(props)).toEqual([`ERR_RESOURCE_INEXPRESSIBLE ${path}`]);
    expect(refusalsOf({ ...props, version: 'v1alpha1', oidcConfig: INLINE })).toEqual([
      `ERR_RESOURCE_INEXPRESSIBLE ${path}`,
    ]);
  });

  it('all of it at once, with what is wrong anyway', () => {
    const props = { version: 'v1alpha1', replicas: 2, sessionAffinity: 'None', port: 0 };
    expect(refusalsOf(props)).toEqual([
      'ERR_PORT_RANGE port',
      'ERR_RESOURCE_INEXPRESSIBLE replicas',
      'ERR_RESOURCE_INEXPRESSIBLE sessionAffinity',
      'ERR_RESOURCE_INEXPRESSIBLE oidcConfig',
    ]);
  });

  it('a query of the remote, which the runner of v1alpha1 does not send', () => {
    const props = { remoteUrl: `${REMOTE_URL}?toolsets=read-only`, oidcConfig: INLINE };
    expect(refusalsOf({ ...props, version: 'v1alpha1' })).toEqual(['ERR_RESOURCE_INEXPRESSIBLE remoteUrl']);
    expect(yamlOf(props)).toContain(`remoteUrl: ${props.remoteUrl}\n`);
  });

  it('a file of certificates that no volume brings, in v1beta1', () => {
    const data = {
      issuer: 'https://auth.example.com',
      audience: 'a',
      thvCABundlePath: '/etc/ssl/company.pem',
    };
    const oidcConfig = { type: 'configMap', configMap: { name: 'issuer', data } };
    expect(refusalsOf({ oidcConfig })).toEqual([
      'ERR_RESOURCE_INEXPRESSIBLE oidcConfig.configMap.data["thvCABundlePath"]',
    ]);
    expect(refusalsOf({ oidcConfig, version: 'v1alpha1' })).toEqual([]);
  });

  it.each([
    [{ version: 'v1' }, 'ERR_RESOURCE_VERSION version'],
    [{ version: 1 }, 'ERR_FIELD_TYPE version'],
    [{ versoin: 'v1alpha1' }, 'ERR_FIELD_UNKNOWN versoin'],
    [{ remoteUrl: 'http://localhost/mcp' }, 'ERR_REMOTE_URL_PRIVATE remoteUrl'],
  ])('%j', (props, refusal) => {
    expect(refusalsOf(props)).toEqual([refusal]);
  });
});
