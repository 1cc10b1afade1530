/** Two proxies of one name in one namespace: the objects of the one would overwrite those of the other. */
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

  it('is refused in another chart of the same namespace', () => {
    expect(issuesOf(chartOf('one', 'tools'), 'my-proxy')).toEqual([]);
    const [issue, ...others] = issuesOf(chartOf('two', 'tools'), 'my-proxy');
    expect(issue).toMatchObject({ code: 'ERR_PROXY_NAME_TAKEN', path: 'name' });
    expect(issue?.message).toContain('one/my-proxy');
    expect(issue?.hint).toContain('an App of its own');
    expect(others).toEqual([]);
  });

  it('is refused however many charts of other namespaces have it too', () => {
    for (const namespace of ['a', 'b', 'c']) {
      expect(issuesOf(chartOf(namespace, namespace), 'my-proxy')).toEqual([]);
    }
    expect(issuesOf(chartOf('two', 'b'), 'my-proxy')[0]?.message).toContain('b/my-proxy');
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
  it('in a chart of another namespace', () => {
    expect(issuesOf(chartOf('one', 'tools'), 'my-proxy')).toEqual([]);
    expect(issuesOf(chartOf('two', 'more-tools'), 'my-proxy')).toEqual([]);
  });

  it('in another App, which is for another cluster', () => {
    expect(issuesOf(chartOf('one', 'tools'), 'my-proxy')).toEqual([]);
    app = new App();
    expect(issuesOf(chartOf('one', 'tools'), 'my-proxy')).toEqual([]);
  });

  it('when the chart of the first one has been removed', () => {
    expect(issuesOf(chartOf('one', 'tools'), 'my-proxy')).toEqual([]);
    app.node.tryRemoveChild('one');
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

describe('the id of a refused proxy', () => {
  it('is free for another try', () => {
    const chart = chartOf('one');
    expect(issuesOf(chart, 'my-proxy', { remoteUrl: '' })).toHaveLength(1);
    expect(chart.node.children).toEqual([]);
    expect(issuesOf(chart, 'my-proxy')).toEqual([]);
    expect(app.synthYaml()).toContain('kind: Deployment');
  });

  it('is free when it was refused for its name', () => {
    const chart = chartOf('one');
    expect(issuesOf(chart, 'my-proxy')).toEqual([]);
    expect(issuesOf(chart, 'other', { ...accepted, name: 'my-proxy' })).toHaveLength(1);
    expect(issuesOf(chart, 'other')).toEqual([]);
  });

  it('is free when the props themselves throw', () => {
    const chart = chartOf('one');
    const props = {
      get remoteUrl(): string {
        throw new Error('no URL today');
      },
    };
    expect(() => new McpRemoteProxy(chart, 'my-proxy', props)).toThrow('no URL today');
    expect(issuesOf(chart, 'my-proxy')).toEqual([]);
  });
});
