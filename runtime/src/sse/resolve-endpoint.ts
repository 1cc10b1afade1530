import { resolveWithinOrigin } from '../target/redirect';
import { EndpointRefusedError } from './endpoint-refused-error';

/**
 * What a remote announced, as a path and query of its own origin. `answeredBy` is the path that answered with the
 * stream, which a relative endpoint is relative to. Clients resolve what they are told in ways of their own (WHATWG
 * URL, RFC 3986 section 5.2, plain concatenation); of a path that begins with one slash they all make the same.
 */
export function resolveEndpoint(announced: string, origin: string, answeredBy: string): string {
  const endpoint = resolveWithinOrigin(announced, origin, answeredBy.split('?', 1)[0] as string);
  if (endpoint === undefined) throw new EndpointRefusedError('endpoint of another origin');
  // Without the origin before it, what follows two slashes is a host (RFC 3986 section 4.2).
  if (endpoint.startsWith('//'))
    throw new EndpointRefusedError('endpoint whose path begins with two slashes');
  return endpoint;
}
