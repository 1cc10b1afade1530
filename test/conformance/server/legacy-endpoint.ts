import type { RequestListener } from 'node:http';
import { createLegacyServer } from './legacy-server';
import { createSessionEndpoint } from './session-endpoint';

/** How long clients are told to wait before they come back to a closed stream. */
const RETRY_MS = 50;

export function createLegacyEndpoint(): RequestListener {
  return createSessionEndpoint((transport) => createLegacyServer().connect(transport), {
    retryInterval: RETRY_MS,
  });
}
