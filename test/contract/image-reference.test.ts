import { expect, it } from 'vitest';
import { parseImageReference } from '../../contract/image-reference';

const DIGEST = `sha256:${'0'.repeat(64)}`;

it.each<[string, object]>([
  ['proxy', { name: 'proxy' }],
  ['team/proxy:1.0.0', { name: 'team/proxy', tag: '1.0.0' }],
  ['registry.example.com:5000/team/proxy', { name: 'registry.example.com:5000/team/proxy' }],
  [`[fd00::1]:5000/proxy:1@${DIGEST}`, { name: '[fd00::1]:5000/proxy', tag: '1', digest: DIGEST }],
])('%s has the parts %j', (text, parts) => {
  expect(parseImageReference(text)).toEqual(expect.objectContaining(parts));
});

it.each(['', 'Proxy', 'proxy:', 'proxy@sha256:1', ' proxy', 'proxy:a b', 'https://example.com/proxy'])(
  '%j is none',
  (text) => expect(parseImageReference(text)).toBeUndefined(),
);
