/** Two proxies of one name in one App: the objects of the one would overwrite those of the other. */
import { App, Chart } from 'cdk8s';
import { beforeEach, describe, expect, it } from 'vitest';
import { DefinitionErrors, McpRemoteProxy } from '../../../lib/index';
import type { Issue, McpRemoteProxyProps } from '../../../lib/index';
import { REMOTE_URL } from '../support';

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
  it.each([
    ['in the same chart', 'one', 'one'],
    ['in another chart', 'one', 'two'],
  ])('is refused %s', (_title, firstChart, secondChart) => {
    const first = chartOf(firstChart, 'tools');
    const second = firstChart === secondChart ? first : chartOf(secondChart, 'tools');
    expect(issuesOf(first, 'my-proxy')).toEqual([]);
    const [issue, ...others] = issuesOf(second, 'other', { ...accepted, name: 'my-proxy' });
    expect(issue).toMatchObject({ code: 'ERR_PROXY_NAME_TAKEN', path: 'name' });
    expect(issue?.message).toContain(`${firstChart}/my-proxy`);
    expect(others).toEqual([]);
  });

  it('is refused where neither chart has a namespace', () => {
    expect(issuesOf(chartOf('one'), 'my-proxy')).toEqual([]);
    expect(issuesOf(chartOf('two'), 'my-proxy')).toMatchObject([{ code: 'ERR_PROXY_NAME_TAKEN' }]);
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
  it('in another namespace', () => {
    expect(issuesOf(chartOf('one', 'a'), 'my-proxy')).toEqual([]);
    expect(issuesOf(chartOf('two', 'b'), 'my-proxy')).toEqual([]);
  });

  it('in another App', () => {
    expect(issuesOf(chartOf('one'), 'my-proxy')).toEqual([]);
    app = new App();
    expect(issuesOf(chartOf('one'), 'my-proxy')).toEqual([]);
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
