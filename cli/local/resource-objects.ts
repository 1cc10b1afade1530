/** Documents in which each MCPRemoteProxy is replaced by what would be synthesized of it. */
import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { buildObjectsOf, KIND } from '../../lib/resources';
import { sortResources } from '../custom-resources/resources';

export function withObjectsOfResources(documents: readonly Manifest[], issues: Issue[]): Manifest[] {
  sortResources(documents, undefined, issues);
  return documents.flatMap((manifest) =>
    manifest.kind === KIND ? buildObjectsOf(manifest, documents, issues) : [manifest],
  );
}
