/** Kinds of documents that something is made of. */
export const API_GROUP = 'toolhive.stacklok.dev';
export const KIND = 'MCPRemoteProxy';

/** Those that say something about a proxy and are not applied where there is no operator. */
export const COMPANION_KINDS = { oidc: 'MCPOIDCConfig', externalAuth: 'MCPExternalAuthConfig' } as const;
