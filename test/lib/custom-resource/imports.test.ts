/** The typed custom resources that the package exports write the field names of the definitions in `crds/`. */
import { App, Chart } from 'cdk8s';
import { expect, it } from 'vitest';
import { toolhive } from '../../../lib/index';

const REMOTE_URL = 'https://mcp.example.com/mcp';

it('of v1beta1', () => {
  const chart = new Chart(new App(), 'test');
  new toolhive.McpRemoteProxy(chart, 'proxy', {
    metadata: { name: 'search' },
    spec: { remoteUrl: REMOTE_URL, sessionAffinity: toolhive.McpRemoteProxySpecSessionAffinity.NONE },
  });
  expect(chart.toJson()).toEqual([
    {
      apiVersion: 'toolhive.stacklok.dev/v1beta1',
      kind: 'MCPRemoteProxy',
      metadata: { name: 'search' },
      spec: { remoteUrl: REMOTE_URL, sessionAffinity: 'None' },
    },
  ]);
});

it('of v1alpha1', () => {
  const chart = new Chart(new App(), 'test');
  new toolhive.McpRemoteProxyV1Alpha1(chart, 'proxy', {
    metadata: { name: 'search' },
    spec: {
      remoteUrl: REMOTE_URL,
      oidcConfig: { type: toolhive.McpRemoteProxyV1Alpha1SpecOidcConfigType.KUBERNETES },
    },
  });
  expect(chart.toJson()).toEqual([
    {
      apiVersion: 'toolhive.stacklok.dev/v1alpha1',
      kind: 'MCPRemoteProxy',
      metadata: { name: 'search' },
      spec: { remoteURL: REMOTE_URL, oidcConfig: { type: 'kubernetes' } },
    },
  ]);
});
