/** A ConfigMap that the app makes need not be repeated for the proxy. */
import { ApiObject, App, Chart, Include } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { McpRemoteProxy } from '../../../lib';
import type { McpRemoteProxyProps } from '../../../lib';
import { manifestsOf, REMOTE_URL } from '../support';

const data = { issuer: 'https://auth.example.com', audience: 'tools' };
const props: McpRemoteProxyProps = {
  remoteUrl: REMOTE_URL,
  oidcConfig: { type: 'configMap', configMap: { name: 'oidc' } },
};

function createChart(namespace = 'tools', app = new App()): Chart {
  return new Chart(app, `chart-of-${namespace}`, { namespace });
}

/** Of the RunConfig; there are other ConfigMaps. */
function oidcOf(chart: Chart): unknown {
  const texts = manifestsOf(chart).map(
    (manifest) => (manifest['data'] as Record<string, string> | undefined)?.['runconfig.json'],
  );
  const [text = '{}'] = texts.filter((one) => one !== undefined);
  return (JSON.parse(text) as { oidc_config?: unknown }).oidc_config;
}

function includeDocument(chart: Chart): void {
  const folder = mkdtempSync(join(tmpdir(), 'config-map-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const url = join(folder, 'oidc.yaml');
  writeFileSync(
    url,
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'oidc' }, data }),
  );
  new Include(chart, 'included', { url });
}

it.each<[string, (chart: Chart) => void]>([
  [
    'a construct',
    (chart) => {
      new ConfigMap(chart, 'oidc', { metadata: { name: 'oidc' }, data });
    },
  ],
  [
    'an object',
    (chart) => {
      const metadata = { name: 'oidc', namespace: 'tools' };
      new ApiObject(chart, 'oidc', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
    },
  ],
  ['a document', includeDocument],
])('its data is taken from %s', (_what, create) => {
  const chart = createChart();
  create(chart);
  new McpRemoteProxy(chart, 'proxy', props);
  expect(oidcOf(chart)).toMatchObject({ Issuer: data.issuer, Audience: data.audience });
});

it('that of another namespace or name is another, and data that is written wins', () => {
  const app = new App();
  const chart = createChart('tools', app);
  new ConfigMap(createChart('other', app), 'oidc', { metadata: { name: 'oidc' }, data });
  new ConfigMap(chart, 'other', { metadata: { name: 'other' }, data });
  expect(() => new McpRemoteProxy(chart, 'proxy', props)).toThrow('ERR_OIDC_CONFIG_MAP_DATA_MISSING');
  const written = { name: 'other', data: { ...data, audience: 'mine' } };
  new McpRemoteProxy(chart, 'proxy', { ...props, oidcConfig: { type: 'configMap', configMap: written } });
  expect(oidcOf(chart)).toMatchObject({ Audience: 'mine' });
});

it('what the app makes is not known to whoever only validates', () => {
  expect(McpRemoteProxy.validate('proxy', props)).toEqual([]);
});

it('what is wrong in it is told as if it were written', () => {
  const chart = createChart();
  new ConfigMap(chart, 'oidc', { metadata: { name: 'oidc' }, data: { issuer: data.issuer } });
  expect(() => new McpRemoteProxy(chart, 'proxy', props)).toThrow('oidcConfig.configMap.data["audience"]');
});
