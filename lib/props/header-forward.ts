import type { SecretKeyRefProps } from './secret-key-ref';

/** One header whose value lives in a Secret. */
export interface HeaderFromSecretProps {
  /**
   * Name of the header: a token (RFC 9110 section 5.6.2) of at most 255 characters.
   *
   * Refused are hop-by-hop, routing and framing headers, headers HTTP and MCP own (`Mcp-*`, `Content-Type`, `Accept`,
   * ...), a name given twice in any spelling (case does not count, `_` counts as `-`), and two names that share one
   * env var (`X-A.B` and `X-A_B`).
   */
  readonly headerName: string;

  /**
   * Where the value is. The Secret need not exist at synth; the kubelet does not start the container without it.
   *
   * The Secret holds the whole value, a scheme such as `Bearer ` included. The proxy reads it once, at start: restart
   * the pods after changing it.
   */
  readonly valueSecretRef: SecretKeyRefProps;
}

/**
 * Headers to set on every request to the remote. They replace what the client sent under the same names.
 *
 * @see https://github.com/stacklok/toolhive/pull/3458
 */
export interface HeaderForwardProps {
  /**
   * Header name to value, for what is no secret: the values are stored in a ConfigMap in plain text.
   *
   * A value is visible US-ASCII and inner spaces; the empty value is legal. A name that usually carries a credential
   * (`Authorization`, `Cookie`, `*key*`, `*token*`, `*secret*`, `*password*`) is warned about on stderr, and refused
   * with `strict`. Names follow the rules of `headerName`.
   *
   * @default - none
   */
  readonly addPlaintextHeaders?: { [name: string]: string };

  /**
   * Headers whose values live in Secrets. Manifests and RunConfig hold references and identifiers, never values.
   *
   * @default - none
   */
  readonly addHeadersFromSecret?: HeaderFromSecretProps[];
}
