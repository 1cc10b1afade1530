/** What is asked of a custom resource beside the proxy it describes: its version. */
import { everythingIsRead } from '../definition/loose';
import type { Loose } from '../definition/loose';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { McpRemoteProxyResourceProps } from '../props/mcp-remote-proxy-resource';

export const RESOURCE_VERSIONS = ['v1beta1', 'v1alpha1'] as const;
export type ResourceVersion = (typeof RESOURCE_VERSIONS)[number];

type BesideTheProxy = Loose<Omit<McpRemoteProxyResourceProps, keyof McpRemoteProxyProps>>;

export function toVersion({ version = 'v1beta1', ...leftOver }: BesideTheProxy): ResourceVersion {
  everythingIsRead(leftOver);
  return version;
}
