/** A custom resource becomes the objects that the same proxy in TypeScript becomes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyRuntime } from '../../../lib/index';
import type { ManifestSource } from '../../../lib/index';
import { createProxy, manifestsOf } from '../support';
import { alpha, beta, manifestPath, objectsOf, refusalsOf } from './support';

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
  const at = (name: string) => join(directory, name);
  const named = (name: string, namespace?: string) =>
    beta('').replace(
      'name: search',
      `name: ${name}${namespace === undefined ? '' : `\n  namespace: ${namespace}`}`,
    );

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'from-manifest-'));
    mkdirSync(at('shared'));
    write('search.yaml', beta('oidcConfigRef: { name: company, audience: search }'));
    write('fetch.yaml', beta('').replace('search', 'fetch'));
    write('shared.yml', MCP_OIDC_CONFIGS);
    write('elsewhere.yaml', `${named('fetch', 'elsewhere')}---\n${named('lost', 'elsewhere')}`);
    write('old.yaml.bak', named('old'));
    write('shared/companions.json', JSON.stringify({ kind: 'List', items: [ISSUER] }));
    write('shared/other.yaml', `${named('other')}---\nkind: ConfigMap\nmetadata: { name: unread }\n`);
    write('old-style.yaml.txt', alpha('oidcConfig: { type: configMap, configMap: { name: issuer } }'));
    write(
      'wrong.yaml.txt',
      '# nothing\n---\nkind: MCPOIDCConfig\nmetadata: { name: wrong }\nspec:\n  type: 5\n',
    );
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const ISSUER = {
    kind: 'ConfigMap',
    metadata: { name: 'issuer' },
    data: { issuer: 'https://auth.example.com', audience: 'search' },
  };
  const guarded = {
    name: 'search',
    remoteUrl: REMOTE_URL,
    ...GUARDED,
  };

  it('with companions in another', () => {
    const companions = [at('shared.yml')];
    expect(objectsOf({ path: at('search.yaml'), companions })).toEqual(objectsOfProps(guarded));
  });

  it('with companions in a folder, whose proxies are nobody that was asked for', () => {
    expect(objectsOf({ path: at('old-style.yaml.txt'), companions: [at('shared')] })).toEqual(
      objectsOfProps({
        name: 'search',
        remoteUrl: REMOTE_URL,
        oidcConfig: { type: 'configMap', configMap: { name: 'issuer', data: ISSUER.data } },
      }),
    );
  });

  it('with companions for what is in the text', () => {
    const yaml = beta('oidcConfigRef: { name: company, audience: search }');
    expect(objectsOf({ yaml, companions: [at('shared.yml')] })).toEqual(objectsOfProps(guarded));
  });

  it('with a file of companions that is in the folder of the resource already', () => {
    expect(objectsOf({ path: directory, name: 'search', companions: [at('shared.yml')] })).toEqual(
      objectsOfProps(guarded),
    );
  });

  it('named from where the app runs', () => {
    const path = relative(process.cwd(), at('search.yaml'));
    expect(objectsOf({ path, companions: [at('shared.yml')] })).toEqual(objectsOfProps(guarded));
  });

  it('of a folder, chosen by name', () => {
    expect(objectsOf({ path: directory, name: 'search' })).toEqual(objectsOfProps(guarded));
  });

  it('of several in the text, chosen by name', () => {
    expect(objectsOf({ yaml: `${named('a')}---\n${named('b')}`, name: 'b' })).toEqual(
      objectsOfProps({ name: 'b', remoteUrl: REMOTE_URL }),
    );
  });

  it('chosen by name and namespace of the chart', () => {
    expect(objectsOf({ path: directory, name: 'fetch' }, 'tools')).toEqual(
      objectsOfProps({ name: 'fetch', remoteUrl: REMOTE_URL }, 'tools'),
    );
  });

  it.each<[ManifestSource, string]>([
    [
      { path: 'D', name: 'lost' },
      'ERR_RESOURCE_NAMESPACE D/elsewhere.yaml:14:3 (document 2, MCPRemoteProxy/lost) metadata.namespace',
    ],
    [{ path: 'D', name: 'old' }, 'ERR_RESOURCE_NOT_FOUND D'],
    [{ path: 'D', name: 'other', companions: ['D/shared'] }, 'ERR_RESOURCE_NOT_FOUND D'],
    [{ path: 'D/shared.yml' }, 'ERR_RESOURCE_NOT_FOUND D/shared.yml'],
    [
      { path: 'D/search.yaml' },
      'ERR_RESOURCE_REFERENCE D/search.yaml:7:20 (document 1, MCPRemoteProxy/search) spec.oidcConfigRef.name',
    ],
    [
      { yaml: beta('oidcConfigRef: { name: wrong, audience: a }'), companions: ['D/wrong.yaml.txt'] },
      'ERR_FIELD_TYPE D/wrong.yaml.txt:6:3 (document 1, MCPOIDCConfig/wrong) spec.type',
    ],
  ])('refused: %j', (source, refusal) => {
    const inFolder = JSON.parse(JSON.stringify(source).replaceAll('"D', `"${directory}`)) as ManifestSource;
    expect(refusalsOf(inFolder)).toEqual([refusal.replace(/ D(?=$|\/)/, ` ${directory}`)]);
  });
});

it.each<[unknown, string]>([
  [{ yaml: beta(''), companion: ['shared.yaml'] }, 'ERR_FIELD_UNKNOWN companion'],
  [{ yaml: beta(''), companions: 'shared.yaml' }, 'ERR_FIELD_TYPE companions'],
  [{ path: 5 }, 'ERR_FIELD_TYPE path'],
  [{ yaml: beta(''), name: ['search'] }, 'ERR_FIELD_TYPE name'],
  ['proxy.yaml', 'ERR_FIELD_TYPE '],
  [undefined, 'ERR_FIELD_TYPE '],
])('what is no source is refused: %j', (source, refusal) => {
  expect(refusalsOf(source as ManifestSource)).toEqual([refusal]);
});

it('on an image that is chosen beside it', () => {
  const runtime = ProxyRuntime.fromImage('registry.example.com/mcp-remote-proxy:0.1.0');
  expect(objectsOf({ yaml: beta(''), runtime })).toEqual(
    objectsOfProps({ name: 'search', remoteUrl: REMOTE_URL, runtime }),
  );
});
