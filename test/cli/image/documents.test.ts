import { expect, it } from 'vitest';
import { toFullReference } from '../../../cli/image/documents';

it.each([
  ['mcp-remote-proxy:0.1.0', 'docker.io/library/mcp-remote-proxy:0.1.0'],
  ['team/proxy:1', 'docker.io/team/proxy:1'],
  ['registry.example.com/team/proxy:1', 'registry.example.com/team/proxy:1'],
  ['localhost/proxy:1', 'localhost/proxy:1'],
  ['registry:5000/proxy:1', 'registry:5000/proxy:1'],
])('a kubelet asks for %s as %s', (reference, full) => expect(toFullReference(reference)).toBe(full));
