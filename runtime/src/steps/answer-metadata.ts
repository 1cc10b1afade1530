import { buildMetadataAnswer } from '../auth/protected-resource';
import type { Exchange } from '../exchange/exchange';
import type { OwnAnswer } from '../http/own-answer';

/** Says where tokens come from, to everyone: who has no token yet has to find out, pages of any origin included. */
export function answerMetadata({ request, path, proxy }: Exchange): OwnAnswer | undefined {
  const resource = proxy.authenticator?.resource;
  return resource?.metadataPaths.has(path) ? buildMetadataAnswer(resource, request.method ?? '') : undefined;
}
