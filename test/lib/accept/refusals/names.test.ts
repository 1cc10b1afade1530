/** Two proxies of one name in one chart: the objects of the one would overwrite those of the other. */
import { App, Chart } from 'cdk8s';
import { beforeEach, describe, expect, it } from 'vitest';
import { DefinitionErrors, McpRemoteProxy } from '../../../../lib/index';
import type { Issue, McpRemoteProxyProps } from '../../../../lib/index';
import { REMOTE_URL } from '../../support';

const accepted = { remoteUrl: REMOTE_URL };

let app: App;
beforeEach(() => {
  app = new App();
});

function chartOf(id: string, namespace?: string): Chart {
  return new Chart(app, id, namespace === undefined ? {} : { namespace });
}

function issuesOf(scope: Chart, id: string, props: McpRemoteProxyProps = accepted): Issue[] {
  try {
    new McpRemoteProxy(scope, id, props);
    return [];
  } catch (error) {
    return DefinitionErrors.issuesOf(error);
  }
}

describe('a name that is taken', () => {
  it('is refused, with the place of the first', () => {
    const chart = chartOf('one', 'tools');
    expect(issuesOf(chart, 'my-proxy')).toEqual([]);
    const [issue, ...others] = issuesOf(chart, 'other', { ...accepted, name: 'my-proxy' });
    expect(issue).toMatchObject({ code: 'ERR_PROXY_NAME_TAKEN', path: 'name' });
    expect(issue?.message).toContain('one/my-proxy');
    expect(others).toEqual([]);
  });

  it('comes with all the other problems', () => {
    const chart = chartOf('one');
    expect(issuesOf(chart, 'my-proxy')).toEqual([]);
    expect(issuesOf(chart, 'other', { remoteUrl: '', name: 'my-proxy' }).map(({ code }) => code)).toEqual([
      'ERR_REMOTE_URL_INVALID',
      'ERR_PROXY_NAME_TAKEN',
    ]);
  });
});

describe('a name is free', () => {
  it('in another chart, which may be for another cluster', () => {
    expect(issuesOf(chartOf('one', 'tools'), 'my-proxy')).toEqual([]);
    expect(issuesOf(chartOf('two', 'tools'), 'my-proxy')).toEqual([]);
  });

  it('when the first one was refused', () => {
    const chart = chartOf('one');
    expect(issuesOf(chart, 'first', { remoteUrl: '', name: 'my-proxy' })).toHaveLength(1);
    expect(issuesOf(chart, 'second', { ...accepted, name: 'my-proxy' })).toEqual([]);
  });

  it('when the first one has been removed', () => {
    const chart = chartOf('one');
    expect(issuesOf(chart, 'my-proxy')).toEqual([]);
    chart.node.tryRemoveChild('my-proxy');
    expect(issuesOf(chart, 'second', { ...accepted, name: 'my-proxy' })).toEqual([]);
  });
});
