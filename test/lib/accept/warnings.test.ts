import { App, Chart } from 'cdk8s';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { McpRemoteProxy, ProxyRuntime } from '../../../lib/index';
import { createProxy, REMOTE_URL } from '../support';

afterEach(() => {
  vi.restoreAllMocks();
});

function stderrWhile(create: () => void): string {
  let written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written += chunk.toString();
    return true;
  });
  create();
  return written;
}

function stderrOf(props: object): string {
  return stderrWhile(() => createProxy({ remoteUrl: REMOTE_URL, oidcConfig: { type: 'none' }, ...props }));
}

describe('what looks like a credential in plain text', () => {
  it('is warned about as a header with path and remedy, never the value', () => {
    const addPlaintextHeaders = { 'X-API-Key': 'hunter2', 'X-Tenant-ID': 'tenant-1', Cookie: 'a=hunter2' };
    const remedy =
      'looks like a credential, which would be stored in plain text; move it to headerForward.addHeadersFromSecret, or rename the header if its value is no secret';
    expect(stderrOf({ headerForward: { addPlaintextHeaders } }).trim().split('\n')).toEqual([
      `warning: test/my-proxy: headerForward.addPlaintextHeaders["X-API-Key"] ${remedy}`,
      `warning: test/my-proxy: headerForward.addPlaintextHeaders["Cookie"] ${remedy}`,
    ]);
  });

  it('is warned about once as a parameter of the URL, never with the value', () => {
    expect(stderrOf({ remoteUrl: `${REMOTE_URL}?api%5Fkey=hunter2&token=hunter2&region=eu` })).toBe(
      'warning: test/my-proxy: remoteUrl has a query parameter that looks like a credential, which would be stored in plain text; send it as a header through headerForward.addHeadersFromSecret instead\n',
    );
  });

  it('is the only thing warned about', () => {
    const addPlaintextHeaders = { 'X-Tenant-ID': 'tenant-1', 'X-Request-Source': 'ci' };
    expect(stderrOf({ remoteUrl: `${REMOTE_URL}?region=eu`, headerForward: { addPlaintextHeaders } })).toBe(
      '',
    );
  });
});

describe('an image that moves', () => {
  it.each([
    ['mcp-remote-proxy', true],
    ['registry.example.com:5000/mcp-remote-proxy', true],
    ['mcp-remote-proxy:latest', true],
    ['mcp-remote-proxy:1.0.0', false],
    [`mcp-remote-proxy:latest@sha256:${'a'.repeat(64)}`, false],
  ])('%s is warned about: %s', (image, isWarned) => {
    const warning = `warning: test/my-proxy: image ${image} is another image after the next push, so that pods of one Deployment may differ; name a version as its tag, or the digest\n`;
    expect(stderrOf({ image })).toBe(isWarned ? warning : '');
  });

  it('is warned about where it was written', () => {
    expect(stderrOf({ runtime: ProxyRuntime.bundled({ nodeImage: 'node' }) })).toContain(
      'runtime.nodeImage node is another image',
    );
  });
});

describe('a name that two charts share', () => {
  function stderrOfCharts(...namespaces: (string | undefined)[]): string {
    const app = new App();
    return stderrWhile(() => {
      namespaces.forEach((namespace, index) => {
        const chart = new Chart(app, `chart-${index}`, namespace === undefined ? {} : { namespace });
        new McpRemoteProxy(chart, 'my-proxy', {
          remoteUrl: REMOTE_URL,
          oidcConfig: { type: 'none' },
        });
      });
    });
  }

  const warning =
    'warning: chart-1/my-proxy: name "my-proxy" is the name of chart-0/my-proxy too; applied to one namespace, one would overwrite the objects of the other; give both charts their namespace, or one of the proxies another name\n';

  it.each([
    [undefined, undefined],
    ['tools', undefined],
    [undefined, 'tools'],
  ])('is warned about when a namespace is not given: %s, %s', (first, second) => {
    expect(stderrOfCharts(first, second)).toBe(warning);
  });

  it('is not warned about when both are given', () => {
    expect(stderrOfCharts('tools', 'more-tools')).toBe('');
  });
});

describe('a proxy that everybody may call', () => {
  it('is warned about, with the prop that says it is meant', () => {
    expect(stderrOf({ oidcConfig: undefined })).toBe(
      "warning: test/my-proxy: oidcConfig is missing: everybody who can reach the proxy may use the remote with the headers and credentials it adds; add it, or write oidcConfig: { type: 'none' } if that is meant\n",
    );
  });

  it('is not warned about where it is meant, nor where callers need a token', () => {
    expect(stderrOf({})).toBe('');
    expect(stderrOf({ oidcConfig: {} })).toBe('');
  });
});

describe("an audience that is the API server's own", () => {
  const remedy =
    "is the API server's own: whoever gets hold of a caller's token could use it against the cluster; ask for tokens of an audience of the proxy alone, such as its name";
  const IN_CLUSTER = 'https://kubernetes.default.svc.cluster.local';
  const CLOUD = 'https://oidc.example.com/id/1';

  it.each([
    [{ kubernetes: { issuer: IN_CLUSTER, audience: IN_CLUSTER } }, 'oidcConfig.kubernetes.audience'],
    [{ kubernetes: { issuer: CLOUD, audience: CLOUD } }, 'oidcConfig.kubernetes.audience'],
    [
      { type: 'inline', inline: { issuer: CLOUD, audience: 'https://kubernetes.default.svc' } },
      'oidcConfig.inline.audience',
    ],
    [
      { type: 'configMap', configMap: { name: 'oidc', data: { issuer: CLOUD, audience: IN_CLUSTER } } },
      'oidcConfig.configMap.data["audience"]',
    ],
  ])('is warned about: %j', (oidcConfig, path) => {
    expect(stderrOf({ oidcConfig })).toBe(`warning: test/my-proxy: ${path} ${remedy}\n`);
  });
});

it('warns about token requests over http', () => {
  const request = {
    tokenUrl: 'http://auth.example.com/token',
    clientId: 'proxy',
    clientSecretRef: { name: 'client', key: 'secret' },
  };
  const warning = 'is not https: secrets and tokens could be read on the way; use https\n';
  expect(stderrOf({ clientCredentials: request })).toBe(
    `warning: test/my-proxy: clientCredentials.tokenUrl ${warning}`,
  );
  expect(stderrOf({ oidcConfig: {}, tokenExchange: request })).toBe(
    `warning: test/my-proxy: tokenExchange.tokenUrl ${warning}`,
  );
});
