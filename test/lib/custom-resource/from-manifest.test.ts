/** A custom resource becomes the objects that the same proxy in TypeScript becomes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyRuntime } from '../../../lib/index';
import { createProxy, manifestsOf } from '../support';
import { alpha, beta, manifestPath, objectsOf } from './support';

const REMOTE_URL = 'https://mcp.example.com/mcp';

function objectsOfProps(props: unknown, namespace?: string) {
  return manifestsOf(createProxy(props, namespace === undefined ? {} : { namespace }).chart);
}

const CLUSTER_ISSUER = 'https://kubernetes.default.svc.cluster.local';
const API_KEY = { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } };

const SHOWN = {
  remoteUrl: 'http://mcp-backend.default.svc.cluster.local:8080/mcp',
  transport: 'streamable-http',
  oidcConfig: { type: 'kubernetes', kubernetes: { issuer: CLUSTER_ISSUER, audience: CLUSTER_ISSUER } },
};

describe('of v1alpha1', () => {
  it('with mixed headers', () => {
    expect(objectsOf({ path: manifestPath('mixed-headers-proxy.yaml') }, 'default')).toEqual(
      objectsOfProps(
        {
          ...SHOWN,
          name: 'mixed-headers-proxy',
          headerForward: {
            addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456', 'X-Request-Source': 'toolhive-proxy' },
            addHeadersFromSecret: [API_KEY],
          },
        },
        'default',
      ),
    );
  });

  it('with headers from Secrets, and without a namespace', () => {
    const token = {
      headerName: 'Authorization',
      valueSecretRef: { name: 'auth-token-secret', key: 'token' },
    };
    expect(objectsOf({ path: manifestPath('secret-headers-proxy.yaml') })).toEqual(
      objectsOfProps({
        ...SHOWN,
        name: 'secret-headers-proxy',
        headerForward: { addHeadersFromSecret: [API_KEY, token] },
      }),
    );
  });

  it('with everything there is a prop for', () => {
    const yaml = alpha(`
port: 9090
transport: sse
oidcConfig:
  type: inline
  resourceUrl: https://proxies.example.com/search
  inline:
    issuer: https://auth.example.com
    audience: search
    jwksUrl: https://auth.example.com/keys
    introspectionUrl: https://auth.example.com/introspect
    clientId: search
    clientSecretRef: { name: auth-client, key: secret }
    caBundleRef: { configMapRef: { name: company-ca, key: ca.crt } }
    jwksAuthTokenPath: /var/run/secrets/tokens/issuer
    jwksAllowPrivateIP: true
    insecureAllowHTTP: true
    scopes: [tools]
headerForward:
  addPlaintextHeaders: { X-Tenant-ID: tenant-456 }
resources:
  limits: { cpu: '1', memory: 512Mi }
  requests: { cpu: 100m, memory: 128Mi }
serviceAccount: proxies
trustProxyHeaders: true
endpointPrefix: /search
resourceOverrides:
  proxyDeployment:
    labels: { team: a }
    annotations: { example.com/owner: a }
    podTemplateMetadataOverrides:
      labels: { team: b }
      annotations: { example.com/owner: b }
    env: [{ name: NODE_ENV, value: production }]
  proxyService:
    labels: { team: c }
    annotations: { example.com/owner: c }`);
    expect(objectsOf({ yaml })).toEqual(
      objectsOfProps({
        name: 'search',
        remoteUrl: REMOTE_URL,
        port: 9090,
        transport: 'sse',
        oidcConfig: {
          type: 'inline',
          resourceUrl: 'https://proxies.example.com/search',
          inline: {
            issuer: 'https://auth.example.com',
            audience: 'search',
            jwksUrl: 'https://auth.example.com/keys',
            introspectionUrl: 'https://auth.example.com/introspect',
            clientId: 'search',
            clientSecretRef: { name: 'auth-client', key: 'secret' },
            caBundleRef: { configMapRef: { name: 'company-ca', key: 'ca.crt' } },
            jwksAuthTokenPath: '/var/run/secrets/tokens/issuer',
            jwksAllowPrivateIP: true,
            insecureAllowHTTP: true,
            scopes: ['tools'],
          },
        },
        headerForward: { addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456' } },
        resources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
        serviceAccountName: 'proxies',
        trustProxyHeaders: true,
        endpointPrefix: '/search',
        resourceOverrides: {
          proxyDeployment: {
            labels: { team: 'a' },
            annotations: { 'example.com/owner': 'a' },
            podTemplateMetadataOverrides: {
              labels: { team: 'b' },
              annotations: { 'example.com/owner': 'b' },
            },
            env: [{ name: 'NODE_ENV', value: 'production' }],
          },
          proxyService: { labels: { team: 'c' }, annotations: { 'example.com/owner': 'c' } },
        },
      }),
    );
  });

  it('with an issuer in a ConfigMap, which is among the documents', () => {
    const yaml = `${alpha('oidcConfig: { type: configMap, configMap: { name: issuer } }')}---
apiVersion: v1
kind: ConfigMap
metadata: { name: issuer }
data: { issuer: 'https://auth.example.com', audience: search }
`;
    const data = { issuer: 'https://auth.example.com', audience: 'search' };
    expect(objectsOf({ yaml })).toEqual(
      objectsOfProps({
        name: 'search',
        remoteUrl: REMOTE_URL,
        oidcConfig: { type: 'configMap', configMap: { name: 'issuer', data } },
      }),
    );
  });

  it('with what an API server adds to it, none of which asks for anything', () => {
    const yaml = `
apiVersion: toolhive.stacklok.dev/v1alpha1
kind: MCPRemoteProxy
metadata:
  annotations: { kubectl.kubernetes.io/last-applied-configuration: '{}' }
  creationTimestamp: 2026-01-01T00:00:00Z
  finalizers: [toolhive.stacklok.dev/finalizer]
  generation: 1
  labels: { argocd.argoproj.io/instance: tools }
  managedFields: []
  name: search
  namespace: tools
  resourceVersion: '1'
  uid: 0e0ff7f6-0000-4000-8000-000000000000
spec:
  audit: { enabled: false }
  oidcConfig: { kubernetes: { audience: toolhive, issuer: https://kubernetes.default.svc }, type: kubernetes }
  port: 8080
  remoteURL: ${REMOTE_URL}
  telemetry:
    openTelemetry: { enabled: false, insecure: false, tracing: { enabled: false, samplingRate: '0.05' } }
    prometheus: { enabled: false }
  transport: streamable-http
  trustProxyHeaders: false
status:
  phase: Ready
`;
    expect(objectsOf({ yaml }, 'tools')).toEqual(
      objectsOfProps(
        { name: 'search', remoteUrl: REMOTE_URL, oidcConfig: { type: 'kubernetes', kubernetes: {} } },
        'tools',
      ),
    );
  });
});

const MCP_OIDC_CONFIGS = `---
apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPOIDCConfig
metadata: { name: cluster }
spec:
  type: kubernetesServiceAccount
  kubernetesServiceAccount: { issuer: ${CLUSTER_ISSUER}, useClusterAuth: false }
---
apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPOIDCConfig
metadata: { name: company }
spec:
  type: inline
  inline: { issuer: 'https://auth.example.com', clientId: proxies }
---
apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPExternalAuthConfig
metadata: { name: nothing }
spec: { type: unauthenticated }
---
apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPExternalAuthConfig
metadata: { name: static }
spec: { type: bearerToken, bearerToken: { tokenSecretRef: { name: remote, key: token } } }
---
apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPExternalAuthConfig
metadata: { name: exchange }
spec:
  type: tokenExchange
  tokenExchange:
    tokenUrl: https://auth.example.com/token
    clientId: proxies
    clientSecretRef: { name: exchange, key: secret }
    audience: remote
    scopes: [tools]
    subjectTokenType: jwt
    externalTokenHeaderName: X-Upstream-Token
`;

describe('of v1beta1', () => {
  it('with fields of its own', () => {
    const yaml = beta(`
allowPrivateEndpoint: true
proxyPort: 9090
replicas: 2
sessionAffinity: None
sessionStorage: { provider: memory, db: 0 }
headerForward: { addHeadersFromSecret: [{ headerName: X-API-Key, valueSecretRef: { name: a, key: b } }] }`);
    expect(objectsOf({ yaml })).toEqual(
      objectsOfProps({
        name: 'search',
        remoteUrl: REMOTE_URL,
        port: 9090,
        replicas: 2,
        sessionAffinity: 'None',
        headerForward: {
          addHeadersFromSecret: [{ headerName: 'X-API-Key', valueSecretRef: { name: 'a', key: 'b' } }],
        },
      }),
    );
  });

  it.each([
    [
      'oidcConfigRef: { name: cluster, audience: search }',
      {
        type: 'kubernetes',
        kubernetes: { issuer: CLUSTER_ISSUER, useClusterAuth: false, audience: 'search' },
      },
    ],
    [
      'oidcConfigRef: { name: company, audience: search, scopes: [tools], resourceUrl: https://a.example.com }',
      {
        type: 'inline',
        resourceUrl: 'https://a.example.com',
        inline: {
          issuer: 'https://auth.example.com',
          clientId: 'proxies',
          audience: 'search',
          scopes: ['tools'],
        },
      },
    ],
    ['externalAuthConfigRef: { name: nothing }', undefined],
  ])('with %s', (spec, oidcConfig) => {
    const yaml = `${beta(spec)}${MCP_OIDC_CONFIGS}`;
    const props = { name: 'search', remoteUrl: REMOTE_URL };
    expect(objectsOf({ yaml })).toEqual(
      objectsOfProps(oidcConfig === undefined ? props : { ...props, oidcConfig }),
    );
  });
});

const EXCHANGE = {
  tokenUrl: 'https://auth.example.com/token',
  clientId: 'proxies',
  clientSecretRef: { name: 'exchange', key: 'secret' },
  audience: 'remote',
  scopes: ['tools'],
  subjectTokenType: 'jwt',
  externalTokenHeaderName: 'X-Upstream-Token',
};
const GUARDED = {
  oidcConfig: {
    type: 'inline',
    inline: { issuer: 'https://auth.example.com', clientId: 'proxies', audience: 'search' },
  },
};

describe('what the remote is shown', () => {
  it.each<[string, string, object]>([
    ['a bearer token', 'static', { bearerTokenRef: { name: 'remote', key: 'token' } }],
    ['a token in exchange', 'exchange', { tokenExchange: EXCHANGE }],
  ])('is %s', (_what, name, credential) => {
    const spec = `oidcConfigRef: { name: company, audience: search }\nexternalAuthConfigRef: { name: ${name} }`;
    const props = { name: 'search', remoteUrl: REMOTE_URL, ...GUARDED, ...credential };
    expect(objectsOf({ yaml: `${beta(spec)}${MCP_OIDC_CONFIGS}` })).toEqual(objectsOfProps(props));
  });
});

describe('from files', () => {
  let directory: string;
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'from-manifest-'));
    write('search.yaml', beta('oidcConfigRef: { name: company, audience: search }'));
    write('fetch.yaml', beta('').replace('search', 'fetch'));
    write('shared.yml', MCP_OIDC_CONFIGS);
    write('elsewhere.yaml', beta('').replace('name: search', 'name: fetch\n  namespace: elsewhere'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const guarded = {
    name: 'search',
    remoteUrl: REMOTE_URL,
    ...GUARDED,
  };

  it('with companions in another', () => {
    const companions = [join(directory, 'shared.yml')];
    expect(objectsOf({ path: join(directory, 'search.yaml'), companions })).toEqual(objectsOfProps(guarded));
  });

  it('of a folder, chosen by name', () => {
    expect(objectsOf({ path: directory, name: 'search' })).toEqual(objectsOfProps(guarded));
  });

  it('chosen by name and namespace of the chart', () => {
    expect(objectsOf({ path: directory, name: 'fetch' }, 'tools')).toEqual(
      objectsOfProps({ name: 'fetch', remoteUrl: REMOTE_URL }, 'tools'),
    );
  });
});

it('on an image that is chosen beside it', () => {
  const runtime = ProxyRuntime.fromImage('registry.example.com/mcp-remote-proxy:0.1.0');
  expect(objectsOf({ yaml: beta(''), runtime })).toEqual(
    objectsOfProps({ name: 'search', remoteUrl: REMOTE_URL, runtime }),
  );
});
