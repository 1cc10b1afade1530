import type { RunConfigOidc } from '../../contract/run-config';
import type { OidcDefinition } from '../definition/oidc';

/** Every key, empty ones too: ToolHive writes them all. */
export function buildOidc({ terms, resourceUrl }: OidcDefinition): RunConfigOidc {
  return {
    Issuer: terms.issuer,
    Audience: terms.audience,
    JWKSURL: terms.jwksUrl,
    ClientID: terms.clientId,
    ClientSecret: '',
    CACertPath: terms.caCertPath,
    AuthTokenFile: terms.authTokenFile,
    AllowPrivateIP: terms.allowPrivateIp,
    InsecureAllowHTTP: terms.insecureAllowHttp,
    IntrospectionURL: terms.introspectionUrl,
    ResourceURL: resourceUrl,
    Scopes: terms.scopes.length === 0 ? null : terms.scopes,
  };
}
