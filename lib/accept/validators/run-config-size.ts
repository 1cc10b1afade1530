/** Whether the RunConfig fits into its ConfigMap. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { RunConfig } from '../../../contract/run-config';
import type { RunConfigDocument } from '../../run-config/run-config-document';

/** Bytes of all values of a ConfigMap (https://kubernetes.io/docs/concepts/configuration/configmap/). */
const CONFIG_MAP_MAX_BYTES = 1024 * 1024;

export function validateRunConfigSize({ config, text }: RunConfigDocument): Issue[] {
  const bytes = Buffer.byteLength(text);
  if (bytes <= CONFIG_MAP_MAX_BYTES) return [];
  const message = `is the largest part of a RunConfig of ${bytes} bytes, and a ConfigMap takes ${CONFIG_MAP_MAX_BYTES}`;
  const hint = 'shorten it, or remove entries';
  return [issue('ERR_RUN_CONFIG_TOO_LARGE', largestPart(config), message, hint)];
}

/** Path of the property that takes the most room. */
function largestPart(config: RunConfig): string {
  const parts: Record<string, unknown> = {
    name: config.name,
    remoteUrl: config.remote_url,
    'headerForward.addPlaintextHeaders': config.header_forward?.add_plaintext_headers,
    'headerForward.addHeadersFromSecret': config.header_forward?.add_headers_from_secret,
    allowedOrigins: config.allowed_origins,
    oidcConfig: config.oidc_config,
    endpointPrefix: config.endpoint_prefix,
  };
  const sizeOf = (path: string): number => JSON.stringify(parts[path] ?? '').length;
  return Object.keys(parts).reduce((largest, path) => (sizeOf(path) > sizeOf(largest) ? path : largest));
}
