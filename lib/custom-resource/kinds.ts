/** Kinds of documents that something is made of. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { describeOrigin } from './spot';

export const API_GROUP = 'toolhive.stacklok.dev';
export const KIND = 'MCPRemoteProxy';

/** Those that say something about a proxy and are not applied where there is no operator. */
export const COMPANION_KINDS = { oidc: 'MCPOIDCConfig', externalAuth: 'MCPExternalAuthConfig' } as const;

const KNOWN: readonly string[] = [KIND, ...Object.values(COMPANION_KINDS)];

/** A kind of somebody else's would be left as it is, and nobody would miss the proxy. */
export function validateKind(manifest: Manifest): Issue[] {
  const kind = KNOWN.find((known) => known.toLowerCase() === manifest.kind.toLowerCase());
  if (kind === undefined || kind === manifest.kind) return [];
  const message = `${manifest.kind} differs from ${kind} in upper and lower case`;
  return [
    issue('ERR_RESOURCE_NOT_FOUND', describeOrigin({ manifest, path: 'kind' }), message, `write ${kind}`),
  ];
}

/** For who looked for a proxy in vain: what there is instead. */
export function describeKinds(documents: readonly Manifest[]): string {
  const kinds = [...new Set(documents.map(({ kind }) => kind))].sort();
  return kinds.length === 0 ? 'there are no documents' : `the documents are of the kind ${kinds.join(', ')}`;
}
