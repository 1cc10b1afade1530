/** What the remote is shown beside configured headers, and what of the clients' own. Empty text means there is none. */
import type { ClientCredentialsProps, ClientHeadersProps, TokenExchangeProps } from '../props/credentials';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { SecretKeyRefProps } from '../props/secret-key-ref';
import { everythingIsRead, textItems } from './loose';
import type { Loose } from './loose';
import { toSecretKeyRef } from './secret-key-ref';

export interface TokenRequestDefinition {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecretRef: SecretKeyRefProps | undefined;
  readonly audience: string;
  readonly scopes: readonly string[];
}

export interface TokenExchangeDefinition extends TokenRequestDefinition {
  /** A URN, or what the user wrote in the place of one. */
  readonly subjectTokenType: string;
  readonly headerName: string;
}

/** All of it, for a proxy. */
export interface CredentialsDefinition {
  readonly tokenExchange: TokenExchangeDefinition | undefined;
  readonly clientCredentials: TokenRequestDefinition | undefined;
  readonly bearerTokenRef: SecretKeyRefProps | undefined;
  readonly clientHeaders: ClientHeadersDefinition;
}

export interface ClientHeadersDefinition {
  readonly drop: readonly string[];
  /** An empty list is not the same as none. */
  readonly pass: readonly string[] | undefined;
}

/** RFC 8693 section 3 */
const TOKEN_TYPE_PREFIX = 'urn:ietf:params:oauth:token-type:';

/** The kinds of tokens a caller may have, in the operator's short form. */
const SHORT_TOKEN_TYPES = ['access_token', 'id_token', 'jwt'];

export const TOKEN_TYPES: readonly string[] = SHORT_TOKEN_TYPES.map((type) => TOKEN_TYPE_PREFIX + type);

type CredentialProps = Loose<Pick<McpRemoteProxyProps, keyof CredentialsDefinition>>;

export function toCredentials(props: CredentialProps): CredentialsDefinition {
  const { tokenExchange, clientCredentials, bearerTokenRef, clientHeaders } = props;
  return {
    tokenExchange: tokenExchange && toTokenExchange(tokenExchange),
    clientCredentials: clientCredentials && toClientCredentials(clientCredentials),
    bearerTokenRef: bearerTokenRef && toSecretKeyRef(bearerTokenRef),
    clientHeaders: toClientHeaders(clientHeaders),
  };
}

function toTokenExchange(props: Loose<TokenExchangeProps>): TokenExchangeDefinition {
  const [request, other] = splitTokenRequest(props);
  const { subjectTokenType = '', externalTokenHeaderName: headerName = '', ...leftOver } = other;
  everythingIsRead(leftOver);
  const isShort = SHORT_TOKEN_TYPES.includes(subjectTokenType);
  return {
    ...request,
    subjectTokenType: isShort ? TOKEN_TYPE_PREFIX + subjectTokenType : subjectTokenType,
    headerName,
  };
}

function toClientCredentials(props: Loose<ClientCredentialsProps>): TokenRequestDefinition {
  const [request, leftOver] = splitTokenRequest(props);
  everythingIsRead(leftOver);
  return request;
}

/** What both ask for, and what else there is. */
function splitTokenRequest<Props extends Loose<ClientCredentialsProps>>(props: Props) {
  const { tokenUrl = '', clientId = '', clientSecretRef, audience = '', scopes, ...other } = props;
  const request: TokenRequestDefinition = {
    tokenUrl,
    clientId,
    clientSecretRef: clientSecretRef && toSecretKeyRef(clientSecretRef),
    audience,
    scopes: textItems(scopes),
  };
  return [request, other] as const;
}

export function isFiltering({ drop, pass }: ClientHeadersDefinition): boolean {
  return drop.length > 0 || pass !== undefined;
}

function toClientHeaders(props: Loose<ClientHeadersProps> = {}): ClientHeadersDefinition {
  const { drop, pass, ...leftOver } = props;
  everythingIsRead(leftOver);
  return { drop: textItems(drop), pass: pass && textItems(pass) };
}
