/** What is wrong with a custom resource, all of it at once, each problem where it is in the document. */
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { DefinitionErrors, McpRemoteProxy, ProxyRuntime } from '../../../lib/index';
import { alpha, beta, issuesOf, manifestPath, refusalsOf } from './support';

const NAMELESS = join(import.meta.dirname, 'companions/nameless.yaml');
const OIDC = 'oidcConfig: { type: kubernetes }';

/** The refusals of a document of its own, without the part of the path that is always the same. */
function refusals(yaml: string, namespace?: string): string[] {
  return refusalsOf({ yaml }, namespace).map((refusal) =>
    refusal.replace(/ yaml:(\d+:\d+) \(document 1, MCPRemoteProxy\/search\)/, ' $1'),
  );
}

describe('places', () => {
  it('are file, line, column, document and path', () => {
    const yaml = `kind: A\nmetadata: { name: a }\n---\n${beta('proxyPort: 0')}`;
    expect(refusalsOf({ yaml })).toEqual([
      'ERR_PORT_RANGE yaml:10:3 (document 2, MCPRemoteProxy/search) spec.proxyPort',
    ]);
  });

  it('are those of the document the value is in', () => {
    const yaml = `${beta('oidcConfigRef: { name: issuer, audience: " " }')}---
kind: MCPOIDCConfig
metadata: { name: issuer }
spec:
  type: inline
  inline:
    issuer: http://auth.example.com
`;
    expect(refusalsOf({ yaml })).toEqual([
      'ERR_OIDC_AUDIENCE_MISSING yaml:7:34 (document 1, MCPRemoteProxy/search) spec.oidcConfigRef.audience',
      'ERR_OIDC_URL_INVALID yaml:14:5 (document 2, MCPOIDCConfig/issuer) spec.inline.issuer',
    ]);
  });

  it('are those of what is around a field that is missing', () => {
    expect(refusals(beta('').replace(/ {2}remoteUrl.*\n/, '  port: 1\n'))).toEqual([
      'ERR_FIELD_MISSING 5:1 spec.remoteUrl',
      'ERR_FIELD_UNKNOWN 6:3 spec.port',
    ]);
  });
});

it('come all at once, in the order of the text', () => {
  const spec = `
port: http
transport: stdio
oidcConfig: { type: inline, inline: { issuer: https://auth.example.com, clientSecret: hunter2 } }
headerForward:
  addPlaintextHeaders: { 'X Tenant': a }
  addHeadersFromSecret:
    - headerName: Host
      valueSecretRef: { name: a }
    - headerName: X-Key
      valueSecretRef: { name: a, key: b, optional: true }
audit: { enabled: true }
groupRef: search`;
  expect(refusals(alpha(spec))).toEqual([
    'ERR_FIELD_TYPE 7:3 spec.port',
    'ERR_TRANSPORT_UNKNOWN 8:3 spec.transport',
    'ERR_RESOURCE_UNSUPPORTED 9:75 spec.oidcConfig.inline.clientSecret',
    'ERR_OIDC_AUDIENCE_MISSING 9:31 spec.oidcConfig.inline.audience',
    'ERR_HEADER_NAME_SYNTAX 11:28 spec.headerForward.addPlaintextHeaders[#1]',
    'ERR_HEADER_RESTRICTED 13:9 spec.headerForward.addHeadersFromSecret[0].headerName',
    'ERR_FIELD_MISSING 14:9 spec.headerForward.addHeadersFromSecret[0].valueSecretRef.key',
    'ERR_FIELD_UNKNOWN 16:44 spec.headerForward.addHeadersFromSecret[1].valueSecretRef.optional',
    'ERR_RESOURCE_UNSUPPORTED 17:12 spec.audit.enabled',
    'ERR_RESOURCE_UNSUPPORTED 18:3 spec.groupRef',
  ]);
});

it('repeat no value, which may be a secret in the wrong place', () => {
  const yaml = alpha(
    'oidcConfig: { type: inline, inline: { issuer: hunter2, clientSecret: hunter2 } }\nport: hunter2',
  );
  expect(JSON.stringify(issuesOf({ yaml }))).not.toContain('hunter2');
});

describe('fields', () => {
  it.each([
    ['kubernetes: { serviceAccount: a }', 'kubernetes.serviceAccount'],
    ['kubernetes: { namespace: a }', 'kubernetes.namespace'],
  ])('oidcConfig.%s', (spec, path) => {
    expect(refusals(alpha(`oidcConfig: { type: kubernetes, ${spec} }`))).toEqual([
      expect.stringMatching(`^ERR_RESOURCE_UNSUPPORTED \\S+ spec.oidcConfig.${path}$`),
    ]);
  });

  it.each([
    ['authzConfig: { type: inline, inline: { policies: [permit] } }', 'authzConfig'],
    ['audit: { enabled: true }', 'audit.enabled'],
    ['toolConfigRef: { name: a }', 'toolConfigRef'],
    ['authServerRef: { kind: MCPExternalAuthConfig, name: a }', 'authServerRef'],
    ['authzConfigRef: { name: a }', 'authzConfigRef'],
    ['telemetryConfigRef: { name: a }', 'telemetryConfigRef'],
    ['podTemplateSpec: { spec: { nodeSelector: { a: b } } }', 'podTemplateSpec'],
    ['groupRef: { name: a }', 'groupRef'],
    ['sessionStorage: { provider: redis }', 'sessionStorage.provider'],
    ['sessionStorage: { provider: memory, db: 1 }', 'sessionStorage.db'],
  ])('%s', (spec, path) => {
    expect(refusals(beta(spec))).toEqual([
      expect.stringMatching(`^ERR_RESOURCE_UNSUPPORTED \\S+ spec.${path}$`),
    ]);
  });

  it.each([
    ['openTelemetry: { enabled: true }', 'openTelemetry.enabled'],
    ['openTelemetry: { endpoint: http://a.example.com }', 'openTelemetry.endpoint'],
    ['openTelemetry: { tracing: { samplingRate: "1" } }', 'openTelemetry.tracing.samplingRate'],
    ['prometheus: { enabled: true }', 'prometheus.enabled'],
  ])('telemetry.%s', (spec, path) => {
    expect(refusals(alpha(`${OIDC}\ntelemetry: { ${spec} }`))).toEqual([
      expect.stringMatching(`^ERR_RESOURCE_UNSUPPORTED \\S+ spec.telemetry.${path}$`),
    ]);
  });

  it.each([
    ['[{ name: "A B" }]', 'ERR_SECRET_NAME_INVALID 7:64 [0].name'],
    ['[{}]', 'ERR_FIELD_MISSING 7:62 [0].name'],
    ['[registry]', 'ERR_FIELD_TYPE 7:62 [0]'],
    ['[null]', 'ERR_FIELD_TYPE 7:62 [0].name'],
    ['registry', 'ERR_FIELD_TYPE 7:43 '],
  ])('imagePullSecrets: %s, which are a prop of another place', (value, refusal) => {
    const found = refusals(beta(`resourceOverrides: { proxyDeployment: { imagePullSecrets: ${value} } }`));
    const path = 'spec.resourceOverrides.proxyDeployment.imagePullSecrets';
    expect(found.map((line) => line.replace(path, ''))).toEqual([refusal]);
  });

  it('say why, and what to do instead', () => {
    const issues = issuesOf({ yaml: beta('groupRef: { name: a }\ntoolConfigRef: { name: a }') });
    expect(issues).toHaveLength(2);
    for (const { message, hint } of issues) {
      expect(message.length).toBeGreaterThan(20);
      expect(hint.length).toBeGreaterThan(5);
    }
  });

  it.each([
    ['{}', ['ERR_FIELD_MISSING name', 'ERR_FIELD_MISSING audience']],
    ['{ name: a, audience: b, scope: c }', ['ERR_FIELD_UNKNOWN scope']],
  ])('of a reference: %s', (reference, expected) => {
    const found = refusals(beta(`oidcConfigRef: ${reference}`));
    expect(found.map((refusal) => refusal.replace(/ .* spec\.oidcConfigRef\./, ' '))).toEqual(expected);
  });
});

describe('references', () => {
  it.each([
    ['oidcConfigRef: { name: a, audience: b }', 'MCPOIDCConfig'],
    ['externalAuthConfigRef: { name: a }', 'MCPExternalAuthConfig'],
  ])('%s, which is not there', (spec, kind) => {
    const [issue, ...more] = issuesOf({ yaml: beta(spec) });
    expect(issue).toMatchObject({
      code: 'ERR_RESOURCE_REFERENCE',
      message: `refers to the ${kind} "a", which is not among the documents given`,
      hint: `add the document of the ${kind}: there is no cluster to ask`,
    });
    expect(more).toEqual([]);
  });

  it('to a ConfigMap that is not there, without complaining of its data', () => {
    expect(refusals(alpha('oidcConfig: { type: configMap, configMap: { name: a } }'))).toEqual([
      'ERR_RESOURCE_REFERENCE 7:47 spec.oidcConfig.configMap.name',
    ]);
  });

  it.each(['inline', 'kubernetes'])('to a ConfigMap that is not read with the type %s', (type) => {
    const inline = 'inline: { issuer: https://auth.example.com, audience: a }';
    const spec = `oidcConfig: { type: ${type}, configMap: { name: a }, ${type === 'inline' ? inline : ''} }`;
    expect(refusals(alpha(spec))).toEqual([
      expect.stringMatching(/^ERR_OIDC_SOURCE_EXTRA \S+ spec\.oidcConfig\.configMap$/),
    ]);
  });

  it('to a ConfigMap without saying which', () => {
    expect(refusals(alpha('oidcConfig: { type: configMap, configMap: { key: a } }'))).toEqual([
      'ERR_FIELD_MISSING 7:34 spec.oidcConfig.configMap.name',
    ]);
  });

  it('by what is no name, without complaining of what would be there', () => {
    const exchange = `---
kind: MCPExternalAuthConfig
metadata: { name: a }
spec:
  type: tokenExchange
  tokenExchange: { tokenUrl: 'https://auth.example.com', clientId: a, audience: b }
`;
    const refer = (reference: string) =>
      refusals(`${beta(`oidcConfigRef: ${reference}\nexternalAuthConfigRef: { name: a }`)}${exchange}`);
    expect(refer('{ name: 5, audience: b }')).toEqual(['ERR_FIELD_TYPE 7:20 spec.oidcConfigRef.name']);
    expect(refer('{ name: b }')).toEqual(['ERR_FIELD_MISSING 7:3 spec.oidcConfigRef.audience']);
    expect(refer('{ name: b, audience: c }')).toEqual([
      'ERR_RESOURCE_REFERENCE 7:20 spec.oidcConfigRef.name',
    ]);
  });

  it('to something of another namespace', () => {
    const yaml = `${beta('oidcConfigRef: { name: a, audience: b }').replace('name: search', 'name: search\n  namespace: one')}---
kind: MCPOIDCConfig
metadata: { name: a, namespace: two }
spec: { type: inline, inline: { issuer: https://auth.example.com } }
`;
    expect(refusals(yaml, 'one')).toEqual(['ERR_RESOURCE_REFERENCE 8:20 spec.oidcConfigRef.name']);
  });

  it('to something that is there twice', () => {
    const config = `---\nkind: MCPOIDCConfig\nmetadata: { name: a }\nspec: { type: inline, inline: { issuer: https://auth.example.com } }\n`;
    const yaml = `${beta('oidcConfigRef: { name: a, audience: b }')}${config}${config}`;
    const [issue, ...others] = issuesOf({ yaml });
    expect(issue?.code).toBe('ERR_RESOURCE_REFERENCE');
    expect(issue?.message).toContain(
      'yaml:9:1 (document 2, MCPOIDCConfig/a), yaml:13:1 (document 3, MCPOIDCConfig/a)',
    );
    expect(others).toEqual([]);
  });

  it.each([
    ['headerInjection', 'addHeadersFromSecret'],
    ['awsSts', 'leave this proxy to the operator'],
    ['kerberos', 'use one of unauthenticated, tokenExchange, bearerToken'],
  ])('to authentication of the type %s', (type, alternative) => {
    const yaml = `${beta('externalAuthConfigRef: { name: a }')}---
kind: MCPExternalAuthConfig
metadata: { name: a }
spec: { type: ${type} }
`;
    const [issue, ...more] = issuesOf({ yaml });
    expect(issue).toMatchObject({
      code: 'ERR_RESOURCE_UNSUPPORTED',
      path: 'yaml:11:9 (document 2, MCPExternalAuthConfig/a) spec.type',
    });
    expect(issue?.hint).toContain(alternative);
    expect(more).toEqual([]);
  });

  const refer = (spec: string): string =>
    `${beta('externalAuthConfigRef: { name: a }')}---
kind: MCPExternalAuthConfig
metadata: { name: a }
spec: ${spec}
`;
  const place = 'yaml:11:C (document 2, MCPExternalAuthConfig/a)';

  it.each([
    ['{ type: bearerToken }', ['ERR_FIELD_MISSING spec.type']],
    ['{ type: tokenExchange }', ['ERR_FIELD_MISSING spec.type']],
    [
      '{ type: tokenExchange, tokenExchange: { tokenUrl: "https://auth.example.com", clientId: a, audience: b } }',
      ['ERR_CREDENTIAL_NO_CALLER spec.tokenExchange'],
    ],
    [
      '{ type: bearerToken, bearerToken: { tokenSecretRef: { name: "A B", key: c } } }',
      ['ERR_SECRET_NAME_INVALID spec.bearerToken.tokenSecretRef.name'],
    ],
    [
      '{ type: unauthenticated, bearerToken: { tokenSecretRef: { name: b, key: c } } }',
      ['ERR_RESOURCE_UNSUPPORTED spec.bearerToken'],
    ],
    [
      '{ type: bearerToken, awsSts: {}, bearerToken: { tokenSecretRef: { name: b, key: c } } }',
      ['ERR_RESOURCE_UNSUPPORTED spec.awsSts'],
    ],
  ])('to authentication that is %s', (spec, expected) => {
    const found = refusalsOf({ yaml: refer(spec) }).map((refusal) =>
      refusal.replace(/:\d+ \(/, ':C (').replace(`${place} `, ''),
    );
    expect(found).toEqual(expected);
  });

  it('to an issuer of another type', () => {
    const yaml = `${beta('oidcConfigRef: { name: a, audience: b }')}---
kind: MCPOIDCConfig
metadata: { name: a }
spec: { type: configMap }
`;
    expect(refusalsOf({ yaml })).toEqual([
      'ERR_OIDC_TYPE_UNKNOWN yaml:11:9 (document 2, MCPOIDCConfig/a) spec.type',
    ]);
  });

  it('to an issuer whose scopes nobody would announce', () => {
    const yaml = `${beta('oidcConfigRef: { name: a, audience: b, scopes: [c] }')}---
kind: MCPOIDCConfig
metadata: { name: a }
spec: { type: kubernetesServiceAccount, kubernetesServiceAccount: {} }
`;
    expect(refusals(yaml)).toEqual(['ERR_RESOURCE_UNSUPPORTED 7:42 spec.oidcConfigRef.scopes']);
  });
});

describe('the remote, where the operator of v1beta1 lets no proxy lead', () => {
  const at = (host: string) => `https://${host}/mcp`;
  const ofBeta = (host: string, spec = '') => beta(spec).replace(at('mcp.example.com'), at(host));

  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '[fd12::1]',
    '[::ffff:10.0.0.5]',
    'a.b.svc.cluster.local',
  ])('%s needs allowPrivateEndpoint', (host) => {
    expect(refusals(ofBeta(host))).toEqual(['ERR_REMOTE_URL_PRIVATE 6:3 spec.remoteUrl']);
    expect(() => refusals(ofBeta(host, 'allowPrivateEndpoint: true'))).toThrow('was accepted');
  });

  it.each([
    '127.0.0.2',
    '[::1]',
    'localhost',
    'a.localhost',
    '169.254.169.254',
    '[fe80::1]',
    '0.0.0.0',
    'kubernetes.default.svc',
    'api.kubernetes.default.svc.cluster.local',
    'metadata.google.internal',
    '[::ffff:127.0.0.1]',
  ])('%s is refused all the same', (host) => {
    expect(refusals(ofBeta(host, 'allowPrivateEndpoint: true'))).toEqual([
      'ERR_REMOTE_URL_PRIVATE 6:3 spec.remoteUrl',
    ]);
  });

  it.each(['203.0.113.50', '172.15.255.255', 'a.b.svc', 'kubernetes.example.com'])('%s is not', (host) => {
    expect(() => refusals(ofBeta(host))).toThrow('was accepted');
  });
});

describe('the document', () => {
  it.each([
    ['v1', 'apiVersion: toolhive.stacklok.dev/v1\n'],
    ['none', ''],
  ])('of the version %s', (_version, line) => {
    const yaml = beta('').replace(/apiVersion.*\n/, line);
    expect(issuesOf({ yaml })).toMatchObject([
      {
        code: 'ERR_RESOURCE_VERSION',
        hint: 'use one of toolhive.stacklok.dev/v1beta1, toolhive.stacklok.dev/v1alpha1',
      },
    ]);
  });

  it('with a value no process can be started with', () => {
    const env = 'resourceOverrides: { proxyDeployment: { env: [{ name: A, value: "a\\0" }] } }';
    expect(refusals(beta(env))).toEqual([
      'ERR_ENV_VALUE_NUL 7:60 spec.resourceOverrides.proxyDeployment.env[0].value',
    ]);
  });

  it('in a namespace that cannot be, where it says so or the chart does', () => {
    const yaml = beta('').replace('name: search', 'name: search\n  namespace: No One');
    expect(refusals(yaml, 'No One')).toEqual(['ERR_NAMESPACE_INVALID 5:3 metadata.namespace']);
    expect(refusals(beta('proxyPort: 0'), 'No One')).toEqual([
      'ERR_NAMESPACE_INVALID chart.namespace',
      'ERR_PORT_RANGE 7:3 spec.proxyPort',
    ]);
  });

  it('of a kind in another case, or of none that is known', () => {
    const yaml = beta('').replace('MCPRemoteProxy', 'McpRemoteProxy');
    expect(refusalsOf({ yaml })).toEqual([
      'ERR_RESOURCE_NOT_FOUND yaml:2:1 (document 1, McpRemoteProxy/search) kind',
    ]);
    const [issue] = issuesOf({ yaml: beta('').replace('MCPRemoteProxy', 'MCPServer') });
    expect(issue?.code).toBe('ERR_RESOURCE_NOT_FOUND');
    expect(issue?.message).toBe('holds no MCPRemoteProxy: the documents are of the kind MCPServer');
  });

  it('without a spec', () => {
    expect(refusals(beta('').replace(/spec:[^]*/, ''))).toEqual(['ERR_FIELD_MISSING 1:1 spec']);
  });

  it('of another namespace than its chart', () => {
    const yaml = beta('').replace('name: search', 'name: search\n  namespace: tools');
    expect(refusals(yaml, 'other')).toEqual(['ERR_RESOURCE_NAMESPACE 5:3 metadata.namespace']);
    expect(issuesOf({ yaml })[0]?.message).toBe('is tools, and the chart has none');
  });

  it.each([
    [{}, 'ERR_RESOURCE_SOURCE path'],
    [{ path: 'a', yaml: 'b' }, 'ERR_RESOURCE_SOURCE path'],
    [{ yaml: '' }, 'ERR_RESOURCE_NOT_FOUND yaml'],
    [{ yaml: beta(''), name: 'other' }, 'ERR_RESOURCE_NOT_FOUND yaml'],
    [{ yaml: `${beta('')}---\n${alpha(OIDC)}` }, 'ERR_RESOURCE_AMBIGUOUS yaml'],
    [{ yaml: 'kind: "MCP' }, 'ERR_DOCUMENT_YAML yaml:1:11 (document 1)'],
    [
      { yaml: beta('').replace('  name: search\n', '') },
      'ERR_FIELD_MISSING yaml:3:1 (document 1, MCPRemoteProxy) metadata',
    ],
    [
      { yaml: `${alpha(OIDC)}---\n${beta('').replace('name: search', 'name: 5')}` },
      'ERR_FIELD_TYPE yaml:12:3 (document 2, MCPRemoteProxy) metadata.name',
    ],
    [{ yaml: beta('').replace(/kind.*\n/, '') }, 'ERR_FIELD_MISSING yaml:1:1 (document 1) kind'],
    [
      {
        yaml: beta(''),
        companions: [manifestPath('mixed-headers-proxy.yaml'), NAMELESS],
      },
      `ERR_FIELD_MISSING ${NAMELESS}:6:1 (document 2, MCPOIDCConfig) metadata.name`,
    ],
    [{ path: manifestPath('gone.yaml') }, `ERR_DOCUMENT_UNREADABLE ${manifestPath('gone.yaml')}`],
    [{ yaml: beta(''), companions: ['gone.yaml'] }, 'ERR_DOCUMENT_UNREADABLE gone.yaml'],
  ])('that is not to be found: %j', (source, refusal) => {
    expect(refusalsOf(source)).toEqual([refusal]);
  });
});

it('reported at synth, with those of every other proxy', () => {
  const app = new App();
  DefinitionErrors.reportAtSynth(app);
  const chart = new Chart(app, 'test');
  McpRemoteProxy.fromManifest(chart, 'one', { yaml: beta('proxyPort: 0') });
  McpRemoteProxy.fromManifest(chart, 'lost', { path: 'gone.yaml' });
  McpRemoteProxy.fromManifest(chart, 'other', { yaml: beta('replicas: -1') });
  expect(() => Testing.synth(chart) as unknown).toThrow(
    /yaml:7:3 \(document 1, MCPRemoteProxy\/search\) spec\.proxyPort[^]*UNREADABLE {2}gone\.yaml[^]*spec\.replicas/,
  );
});

it('of a name that is taken are where the name is written', () => {
  const chart = new Chart(new App(), 'test');
  McpRemoteProxy.fromManifest(chart, 'one', { yaml: beta('') });
  expect(() => McpRemoteProxy.fromManifest(chart, 'other', { yaml: beta('') })).toThrow(
    /ERR_PROXY_NAME_TAKEN {2}yaml:4:3 \(document 1, MCPRemoteProxy\/search\) metadata\.name/,
  );
});

it('of the runtime that is chosen beside the resource have no place in it', () => {
  const runtime = ProxyRuntime.fromImage('');
  expect(refusalsOf({ yaml: beta('proxyPort: 0'), runtime })).toEqual([
    'ERR_PORT_RANGE yaml:7:3 (document 1, MCPRemoteProxy/search) spec.proxyPort',
    'ERR_IMAGE_INVALID runtime.image',
  ]);
});
