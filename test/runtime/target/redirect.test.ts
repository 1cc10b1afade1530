import { expect, it } from 'vitest';
import { followedRedirect, MAX_REDIRECTS } from '../../../runtime/src/target/redirect';

const ORIGIN = 'https://mcp.example.com';

it('follows 5 at most', () => expect(MAX_REDIRECTS).toBe(5));

it.each([
  [307, '/v2', '/v2'],
  [308, '/v2?x=1', '/v2?x=1'],
  [307, 'v2', '/v2'],
  [307, '?again', '/mcp?again'],
  [307, '/a/../b', '/b'],
  [308, 'https://mcp.example.com/mcp/', '/mcp/'],
  [308, 'https://MCP.example.com:443/v2', '/v2'],
  [308, '//mcp.example.com/v2', '/v2'],
])('%i to %s leads to %s', (status, location, target) => {
  expect(followedRedirect(status, location, ORIGIN, '/mcp?a=1')).toBe(target);
});

it.each([
  [301, '/v2'],
  [302, '/v2'],
  [303, '/v2'],
  [300, '/v2'],
  [200, '/v2'],
  [401, '/v2'],
  [307, undefined],
  [307, 'https://evil.example.com/'],
  [307, 'https://mcp.example.com.evil.example.com/'],
  [307, 'https://mcp.example.com@evil.example.com/'],
  [307, '//evil.example.com/mcp'],
  [307, '\\\\evil.example.com/mcp'],
  [308, 'http://mcp.example.com/mcp'],
  [308, 'https://mcp.example.com:8443/mcp'],
  [308, 'https://[bad'],
  [307, 'http://169.254.169.254/latest/meta-data'],
  [307, 'data:text/plain,x'],
  [307, 'javascript:alert(1)'],
  [307, 'blob:https://mcp.example.com/mcp'],
])('%i to %s is the client’s to follow', (status, location) => {
  expect(followedRedirect(status, location, ORIGIN, '/mcp')).toBeUndefined();
});
