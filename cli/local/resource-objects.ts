import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { readManifests } from '../../documents/read-manifests';
import { buildObjectsOf, KIND } from '../../lib/resources';
import { sortResources } from '../custom-resources/resources';

/** Where documents are, as on the command line. */
export interface DocumentFiles {
  readonly filename: readonly string[];
  readonly secrets?: readonly string[];
}

/** All documents of the files, each MCPRemoteProxy replaced by what would be synthesized of it. */
export function readObjects({ filename, secrets = [] }: DocumentFiles, issues: Issue[]): Manifest[] {
  return withObjectsOfResources(readManifests([...filename, ...secrets], issues), issues);
}

export function withObjectsOfResources(documents: readonly Manifest[], issues: Issue[]): Manifest[] {
  sortResources(documents, undefined, issues);
  return documents.flatMap((manifest) =>
    manifest.kind === KIND ? buildObjectsOf(manifest, documents, issues) : [manifest],
  );
}
