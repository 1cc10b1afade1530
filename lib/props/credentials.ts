import type { SecretKeyRefProps } from './secret-key-ref';

/**
 * A token for the remote in exchange for the caller's (RFC 8693), for each caller by itself. It needs `oidcConfig`, which
 * says whose tokens are exchanged. The names are those of the operator's MCPExternalAuthConfig.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8693
 */
export interface TokenExchangeProps {
  /** URL of the token endpoint, https. http is warned about: the caller's token would be readable on the way. */
  readonly tokenUrl: string;

  /** Id of the proxy as a client of the authorization server. */
  readonly clientId: string;

  /**
   * The client's secret, which reaches the container as an env var with a reference.
   *
   * @default - a public client
   */
  readonly clientSecretRef?: SecretKeyRefProps;

  /**
   * The audience to ask a token for: the remote's name at the authorization server.
   *
   * @default - none
   */
  readonly audience?: string;

  /**
   * Scopes to ask for.
   *
   * @default - those the authorization server gives unasked
   */
  readonly scopes?: string[];

  /**
   * What kind of token the caller's is: `access_token`, `id_token`, `jwt`, or the URN of one of them (RFC 8693 section 3).
   *
   * @default 'access_token'
   */
  readonly subjectTokenType?: string;

  /**
   * Header to send the token in, as `Bearer <token>`, instead of `Authorization`. It follows the rules of header names of
   * `headerForward`.
   *
   * @default - Authorization
   */
  readonly externalTokenHeaderName?: string;
}

/**
 * A token of the proxy's own for the remote, got with its id and secret and renewed before it expires, in
 * `Authorization`. All callers are one to the remote then. ToolHive's runner does not know it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export interface ClientCredentialsProps {
  /** URL of the token endpoint, https. http is warned about: the client's secret would be readable on the way. */
  readonly tokenUrl: string;

  /** Id of the proxy as a client of the authorization server. */
  readonly clientId: string;

  /** The client's secret, which reaches the container as an env var with a reference. */
  readonly clientSecretRef: SecretKeyRefProps;

  /**
   * The audience to ask a token for: the remote's name at the authorization server.
   *
   * @default - none
   */
  readonly audience?: string;

  /**
   * Scopes to ask for.
   *
   * @default - those the authorization server gives unasked
   */
  readonly scopes?: string[];
}

/**
 * Which headers of clients go on to the remote: all but those to drop, or only those to pass. Whatever this says, headers
 * of HTTP and MCP themselves go their way; those of a connection, headers the proxy sets and, with `oidcConfig`,
 * `Authorization`, `Cookie` and `Proxy-Authorization` end at the proxy. Names in any case. ToolHive's runner does not know
 * it.
 */
export interface ClientHeadersProps {
  /**
   * Names of headers that do not go on. What HTTP and MCP need may not be among them.
   *
   * @default - none
   */
  readonly drop?: string[];

  /**
   * Names of the only headers that go on, beside those of HTTP and MCP. Not together with `drop`, and with `oidcConfig` not
   * `Authorization`, `Cookie` and `Proxy-Authorization`, which end at the proxy.
   *
   * @default - all
   */
  readonly pass?: string[];
}
