import { expect, it } from 'vitest';
import { McpRemoteProxy } from '../../../lib/index';
import type { McpRemoteProxyProps } from '../../../lib/index';
import { REMOTE_URL, refusalOf } from '../support';

it('a sound definition has no problems', () => {
  expect(McpRemoteProxy.validate('my-proxy', { remoteUrl: REMOTE_URL })).toEqual([]);
});

it.each<[string, McpRemoteProxyProps]>([
  ['my-proxy', { remoteUrl: '', port: 0, headerForward: { addPlaintextHeaders: { Host: 'a' } } }],
  ['MyProxy', { remoteUrl: REMOTE_URL }],
  ['my-proxy', { remoteUrl: REMOTE_URL, oidcConfig: { type: 'inline' } }],
  ['my-proxy', { remoteUrl: REMOTE_URL, port: '8080' } as unknown as McpRemoteProxyProps],
])('a refused one has those the constructor throws: %s, %j', (id, props) => {
  const { issues } = refusalOf(props, { id });
  expect(McpRemoteProxy.validate(id, props)).toEqual(issues);
  expect(issues.length).toBeGreaterThan(0);
});

it.each([[[{ remoteUrl: REMOTE_URL }]], [[undefined, { remoteUrl: REMOTE_URL }]]])(
  'an id that was forgotten is asked for: validate(%j)',
  (given) => {
    const untyped = McpRemoteProxy as unknown as { validate(...given: unknown[]): unknown };
    expect(() => untyped.validate(...given)).toThrow(
      'McpRemoteProxy.validate takes the id first, then the props',
    );
  },
);
