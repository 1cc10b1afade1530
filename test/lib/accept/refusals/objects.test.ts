/** Every rule about the Kubernetes objects and the remote, with the code and the path a user gets. */
import { describe, expect, it } from 'vitest';
import { createProxy, refusalOf, refusalsOf, REMOTE_URL } from '../../support';

const accepted = { remoteUrl: REMOTE_URL };

describe('the proxy and its remote', () => {
  it.each([
    ['an upper-case name', { name: 'My-Proxy' }, 'ERR_PROXY_NAME_INVALID name'],
    ['a name with a dot', { name: 'proxy.v2' }, 'ERR_PROXY_NAME_INVALID name'],
    ['an empty name', { name: '' }, 'ERR_PROXY_NAME_INVALID name'],
    ['a name ending with -', { name: 'proxy-' }, 'ERR_PROXY_NAME_INVALID name'],
    ['a name of 47 characters', { name: 'a'.repeat(47) }, 'ERR_PROXY_NAME_TOO_LONG name'],
    ['an empty URL', { remoteUrl: '' }, 'ERR_REMOTE_URL_INVALID remoteUrl'],
    ['a URL without scheme', { remoteUrl: 'mcp.example.com/mcp' }, 'ERR_REMOTE_URL_INVALID remoteUrl'],
    ['a number for a host', { remoteUrl: 'https://2130706433/mcp' }, 'ERR_REMOTE_URL_INVALID remoteUrl'],
    ['a URL with ..', { remoteUrl: 'https://mcp.example.com/a/../b' }, 'ERR_REMOTE_URL_INVALID remoteUrl'],
    ['another scheme', { remoteUrl: 'ftp://mcp.example.com' }, 'ERR_REMOTE_URL_SCHEME remoteUrl'],
    ['credentials', { remoteUrl: 'https://u:p@mcp.example.com' }, 'ERR_REMOTE_URL_CREDENTIALS remoteUrl'],
    ['a fragment', { remoteUrl: 'https://mcp.example.com/#a' }, 'ERR_REMOTE_URL_FRAGMENT remoteUrl'],
    ['an unknown transport', { transport: 'stdio' }, 'ERR_TRANSPORT_UNKNOWN transport'],
    ['port 0', { port: 0 }, 'ERR_PORT_RANGE port'],
    ['port 65536', { port: 65536 }, 'ERR_PORT_RANGE port'],
    ['half a port', { port: 80.5 }, 'ERR_PORT_RANGE port'],
    ['a prefix with a query', { endpointPrefix: '/a?b' }, 'ERR_ENDPOINT_PREFIX_INVALID endpointPrefix'],
    ['a prefix with ..', { endpointPrefix: '/a/../b' }, 'ERR_ENDPOINT_PREFIX_INVALID endpointPrefix'],
    ['negative replicas', { replicas: -1 }, 'ERR_REPLICAS_INVALID replicas'],
    ['half a replica', { replicas: 0.5 }, 'ERR_REPLICAS_INVALID replicas'],
    [
      'an affinity there is none of',
      { sessionAffinity: 'Cookie' },
      'ERR_SESSION_AFFINITY_UNKNOWN sessionAffinity',
    ],
    ['too many replicas', { replicas: 2 ** 31 }, 'ERR_REPLICAS_INVALID replicas'],
    ['an empty image', { image: '' }, 'ERR_IMAGE_INVALID image'],
    ['an upper-case image', { image: 'registry.example.com/Proxy:1' }, 'ERR_IMAGE_INVALID image'],
    ['an image with a space', { image: 'proxy:1 ' }, 'ERR_IMAGE_INVALID image'],
    ['an image as a URL', { image: 'https://registry.example.com/proxy' }, 'ERR_IMAGE_INVALID image'],
    [
      'an upper-case account',
      { serviceAccountName: 'Runner' },
      'ERR_SERVICE_ACCOUNT_NAME_INVALID serviceAccountName',
    ],
  ])('%s', (_title, fields, expected) => {
    expect(refusalsOf({ ...accepted, ...fields })).toEqual([expected]);
  });

  it.each([
    'api_key=hunter2',
    'a=b&access%5Ftoken=hunter2',
    'client_%73ecret=hunter2',
    'hunter2-key',
    'key[]=1',
  ])('refuses the query %s when strict, without repeating it', (query) => {
    const props = { remoteUrl: `${REMOTE_URL}?${query}`, strict: true, oidcConfig: { type: 'none' } };
    expect(refusalsOf(props)).toEqual(['ERR_REMOTE_URL_LOOKS_SECRET remoteUrl']);
    expect(refusalOf(props).error.message).not.toContain('hunter2');
  });

  it('takes any other query when strict', () => {
    const remoteUrl = `${REMOTE_URL}?tenant=token&cookie_banner=secret`;
    expect(() => createProxy({ remoteUrl, strict: true, oidcConfig: { type: 'none' } })).not.toThrow();
  });

  it('refuses an id that is no name when there is no name', () => {
    expect(refusalsOf(accepted, { id: 'MyProxy' })).toEqual(['ERR_PROXY_NAME_INVALID name']);
  });

  it.each(['Tools', 'a.b', 'a'.repeat(64)])('refuses the namespace %s', (namespace) => {
    expect(refusalsOf(accepted, { namespace })).toEqual(['ERR_NAMESPACE_INVALID chart.namespace']);
  });
});

describe('resources', () => {
  it.each([
    ['a wrong suffix', { limits: { memory: '256MB' } }, 'ERR_QUANTITY_INVALID resources.limits.memory'],
    ['a fraction of a byte', { limits: { memory: '256m' } }, 'ERR_QUANTITY_INVALID resources.limits.memory'],
    ['negative memory', { requests: { memory: '-1Mi' } }, 'ERR_QUANTITY_INVALID resources.requests.memory'],
    ['negative CPU', { requests: { cpu: '-1' } }, 'ERR_QUANTITY_INVALID resources.requests.cpu'],
    ['no CPU', { limits: { cpu: '' } }, 'ERR_QUANTITY_INVALID resources.limits.cpu'],
    [
      'more CPU than the limit',
      { requests: { cpu: '1.5' }, limits: { cpu: '1499m' } },
      'ERR_QUANTITY_ORDER resources.requests.cpu',
    ],
    [
      'more memory than the limit',
      { requests: { memory: '1Gi' }, limits: { memory: '1G' } },
      'ERR_QUANTITY_ORDER resources.requests.memory',
    ],
  ])('%s', (_title, resources, expected) => {
    expect(refusalsOf({ ...accepted, resources })).toEqual([expected]);
  });
});

const DEPLOYMENT = 'resourceOverrides.proxyDeployment';

describe('overrides', () => {
  it.each([
    ['a label key', { labels: { 'a b': 'v' } }, 'ERR_METADATA_INVALID', '.labels["a b"]'],
    [
      'a label key with two slashes',
      { labels: { 'a/b/c': 'v' } },
      'ERR_METADATA_INVALID',
      '.labels["a/b/c"]',
    ],
    ['a label prefix', { labels: { 'A/b': 'v' } }, 'ERR_METADATA_INVALID', '.labels["A/b"]'],
    [
      'a long label key',
      { labels: { ['a'.repeat(64)]: 'v' } },
      'ERR_METADATA_INVALID',
      `.labels["${'a'.repeat(64)}"]`,
    ],
    ['a label value', { labels: { a: 'b c' } }, 'ERR_METADATA_INVALID', '.labels["a"]'],
    ['a long label value', { labels: { a: 'b'.repeat(64) } }, 'ERR_METADATA_INVALID', '.labels["a"]'],
    ['an annotation key', { annotations: { 'a b': 'v' } }, 'ERR_METADATA_INVALID', '.annotations["a b"]'],
    ['a label of ours', { labels: { app: 'mine' } }, 'ERR_METADATA_RESERVED', '.labels["app"]'],
    [
      'our instance label',
      { labels: { 'app.kubernetes.io/instance': 'x' } },
      'ERR_METADATA_RESERVED',
      '.labels["app.kubernetes.io/instance"]',
    ],
  ])('%s', (_title, metadata, code, path) => {
    const resourceOverrides = {
      proxyDeployment: { ...metadata, podTemplateMetadataOverrides: metadata },
      proxyService: metadata,
    };
    const places = [
      DEPLOYMENT,
      `${DEPLOYMENT}.podTemplateMetadataOverrides`,
      'resourceOverrides.proxyService',
    ];
    expect(refusalsOf({ ...accepted, resourceOverrides })).toEqual(
      places.map((place) => `${code} ${place}${path}`),
    );
  });

  it('refuses another checksum on the pods', () => {
    const annotations = { 'toolhive.stacklok.dev/runconfig-checksum': 'x' };
    const proxyDeployment = { podTemplateMetadataOverrides: { annotations } };
    expect(refusalsOf({ ...accepted, resourceOverrides: { proxyDeployment } })).toEqual([
      `ERR_METADATA_RESERVED ${DEPLOYMENT}.podTemplateMetadataOverrides.annotations["toolhive.stacklok.dev/runconfig-checksum"]`,
    ]);
  });

  it.each([
    ['a digit first', ['1A'], ['ERR_ENV_NAME_INVALID [0]']],
    ['an empty name', [''], ['ERR_ENV_NAME_INVALID [0]']],
    ['an equals sign', ['A=B'], ['ERR_ENV_NAME_INVALID [0]']],
    ['a name twice', ['A', 'B', 'A'], ['ERR_ENV_NAME_DUPLICATE [2]']],
    ['the provider', ['TOOLHIVE_SECRETS_PROVIDER'], ['ERR_ENV_NAME_RESERVED [0]']],
    ['a secret', ['TOOLHIVE_SECRET_HEADER_FORWARD_X'], ['ERR_ENV_NAME_RESERVED [0]']],
    ['the client secret', ['TOOLHIVE_OIDC_CLIENT_SECRET'], ['ERR_ENV_NAME_RESERVED [0]']],
  ])('env: %s', (_title, names, expected) => {
    const env = names.map((name) => ({ name, value: 'v' }));
    const refusals = refusalsOf({ ...accepted, resourceOverrides: { proxyDeployment: { env } } });
    expect(refusals).toEqual(expected.map((line) => `${line.replace(' ', ` ${DEPLOYMENT}.env`)}.name`));
  });

  it.each(['\0', 'hunter2\0', 'a\0 b'])('env: the value %j, which is not repeated', (value) => {
    const env = [
      { name: 'A', value: 'v' },
      { name: 'B', value },
    ];
    const props = { ...accepted, resourceOverrides: { proxyDeployment: { env } } };
    expect(refusalsOf(props)).toEqual([`ERR_ENV_VALUE_NUL ${DEPLOYMENT}.env[1].value`]);
    expect(refusalOf(props).error.message).not.toContain('hunter2');
  });
});
