/** An app that asks for it hears of every refused proxy in one run, and nothing of it is rendered. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { describe, expect, it } from 'vitest';
import { DefinitionErrors, McpRemoteProxy } from '../../../lib/index';
import { REMOTE_URL } from '../support';

interface ReportingApp {
  readonly app: App;
  readonly chart: Chart;
  readonly outdir: string;
}

function createApp(): ReportingApp {
  const outdir = mkdtempSync(join(tmpdir(), 'reporting-app-'));
  const app = new App({ outdir });
  DefinitionErrors.reportAtSynth(app);
  return { app, chart: new Chart(app, 'mcp', { namespace: 'tools' }), outdir };
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('an app with three proxies, two of them refused', () => {
  function createProxies(): ReportingApp {
    const created = createApp();
    new McpRemoteProxy(created.chart, 'first', { remoteUrl: 'ftp://mcp.example.com', port: 0 });
    new McpRemoteProxy(created.chart, 'second', { remoteUrl: REMOTE_URL });
    new McpRemoteProxy(created.chart, 'third', { remoteUrl: REMOTE_URL, name: 'second', replicas: -1 });
    return created;
  }

  it('fails at its synth with the problems of both, each with code, path, message and remedy', () => {
    const { app } = createProxies();
    expect(
      messageOf(() => {
        app.synth();
      }),
    ).toBe(`Validation failed with the following errors:
  [mcp/first] is refused: 2 problems

  ERR_REMOTE_URL_SCHEME  remoteUrl
      is neither http nor https
      -> write a URL that begins with https:// or http://

  ERR_PORT_RANGE  port
      0 is not a TCP port
      -> use a whole number from 1 to 65535
  [mcp/third] is refused: 2 problems

  ERR_REPLICAS_INVALID  replicas
      -1 is not a number of pods
      -> use a whole number from 0

  ERR_PROXY_NAME_TAKEN  name
      "second" is the name of mcp/second already; one would overwrite the objects of the other on apply
      -> give one of them another name, a chart of another namespace, or for another cluster an App of its own`);
  });

  it('renders nothing in any way there is', () => {
    const { app, chart, outdir } = createProxies();
    for (const render of [
      () => {
        app.synth();
      },
      () => app.synthYaml(),
      () => chart.toJson() as unknown,
      () => Testing.synth(chart) as unknown,
    ]) {
      expect(messageOf(render)).toContain('[mcp/first] is refused');
    }
    expect(readdirSync(outdir)).toEqual([]);
  });
});

it('what follows a refused proxy can refer to it as to any other', () => {
  const { app, chart } = createApp();
  const proxy = new McpRemoteProxy(chart, 'Search', { remoteUrl: '', serviceAccountName: 'runner' });
  new kplus.HorizontalPodAutoscaler(chart, 'autoscaler', { target: proxy.deployment, maxReplicas: 4 });
  proxy.service.exposeViaIngress('/mcp');
  proxy.deployment.containers[0]?.env.addVariable('EXTRA', kplus.EnvValue.fromValue('value'));
  new kplus.Role(chart, 'role').bind(proxy.serviceAccount);
  new McpRemoteProxy(chart, 'other', { remoteUrl: '' });
  const message = messageOf(() => app.synthYaml());
  expect(message.match(/^ {2}\[.*/gm)).toEqual([
    '  [mcp/Search] is refused: 2 problems',
    '  [mcp/other] is refused: 1 problem',
  ]);
});

it('a refused proxy takes no name, and does not hide what else the app says', () => {
  const { app, chart } = createApp();
  new McpRemoteProxy(chart, 'first', { remoteUrl: '', name: 'search' });
  new McpRemoteProxy(chart, 'second', { remoteUrl: REMOTE_URL, name: 'search' });
  chart.node.addValidation({ validate: () => ['another problem'] });
  const message = messageOf(() => app.synthYaml());
  expect(message).not.toContain('ERR_PROXY_NAME_TAKEN');
  expect(message).toContain('[mcp] another problem');
});

it('an app without refused proxies is rendered as ever', () => {
  const { app, chart } = createApp();
  new McpRemoteProxy(chart, 'my-proxy', { remoteUrl: REMOTE_URL });
  const plain = new App();
  new McpRemoteProxy(new Chart(plain, 'mcp', { namespace: 'tools' }), 'my-proxy', { remoteUrl: REMOTE_URL });
  expect(app.synthYaml()).toBe(plain.synthYaml());
});

it('an app that did not ask hears of the first one at once', () => {
  const chart = new Chart(new App(), 'mcp');
  expect(() => new McpRemoteProxy(chart, 'first', { remoteUrl: '' })).toThrow(
    'McpRemoteProxy mcp/first is refused: 1 problem',
  );
});

it('asking too late is an error', () => {
  const { app } = createApp();
  expect(() => {
    DefinitionErrors.reportAtSynth(app);
  }).toThrow('call it right after the App is made, before anything is added to it');
});

it('asking once the app has been written is an error', () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'reporting-app-')) });
  app.synth();
  expect(() => {
    new Chart(app, 'late');
    DefinitionErrors.reportAtSynth(app);
  }).toThrow('DefinitionErrors.reportAtSynth is called too late');
});
