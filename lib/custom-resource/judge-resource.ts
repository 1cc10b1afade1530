/** An MCPRemoteProxy -> the proxy it describes, or everything that is wrong with it, outside of any app. */
import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { judge } from '../accept/judge';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { toProps } from './to-props';
import { toIssues } from './translation';

export interface JudgedResource {
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
  /** With their places in the documents; the other fields are sound when there is none. */
  readonly issues: readonly Issue[];
}

/** `documents` are those among which the resource's companions are looked for. */
export function judgeResource(manifest: Manifest, documents: readonly Manifest[]): JudgedResource {
  const { props, translation } = toProps(manifest, documents);
  const { name, namespace } = manifest;
  const { issues, ...judged } = judge(props, { id: name, namespace });
  return { ...judged, issues: toIssues(translation, issues) };
}
