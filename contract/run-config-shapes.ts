/** The shape of each field of a RunConfig that has an effect. */
import { headerPath } from './header-rules';
import { DEFAULT_LIMITS } from './limits';
import type {
  RunConfig,
  RunConfigClientCredentials,
  RunConfigClientHeaders,
  RunConfigHeaderForward,
  RunConfigOidc,
  RunConfigRemoteAuth,
  RunConfigTokenExchange,
} from './run-config';
import type { Guard } from './run-config-fields';
import { anything, flag, list, map, number, object, text } from './shape';
import type { ObjectShape, Shape } from './shape';
import { SIGN_IN_SHAPES } from './sign-in-fields';

/** A RunConfig is a file anyone may edit, and messages about it are read by more people than the file. */
const section = (shape: ObjectShape): Shape => object({ ...shape, discreet: true });
const headers = map(text, headerPath);

const headerForward = section({
  fields: {
    add_plaintext_headers: headers,
    add_headers_from_secret: headers,
  } satisfies Record<keyof RunConfigHeaderForward, Shape>,
});

const oidcConfig = section({
  fields: {
    Issuer: text,
    Audience: text,
    JWKSURL: text,
    ClientID: text,
    ClientSecret: text,
    CACertPath: text,
    AuthTokenFile: text,
    AllowPrivateIP: flag,
    InsecureAllowHTTP: flag,
    IntrospectionURL: text,
    ResourceURL: text,
    Scopes: list(text),
  } satisfies Record<keyof RunConfigOidc, Shape>,
});

const tokenExchange = section({
  fields: {
    token_url: text,
    client_id: text,
    client_secret: text,
    audience: text,
    scopes: list(text),
    subject_token_type: text,
    header_strategy: text,
    external_token_header_name: text,
  } satisfies Record<keyof RunConfigTokenExchange, Shape>,
  required: ['token_url', 'client_id'],
});

const clientCredentials = section({
  fields: { token_url: text, client_id: text, audience: text, scopes: list(text) } satisfies Record<
    keyof RunConfigClientCredentials,
    Shape
  >,
  required: ['token_url', 'client_id'],
});

const remoteAuth = section({
  fields: { bearer_token: text, ...SIGN_IN_SHAPES } satisfies Record<keyof RunConfigRemoteAuth, Shape>,
});

const clientHeaders = section({
  fields: { drop: list(text), pass: list(text) } satisfies Record<keyof RunConfigClientHeaders, Shape>,
});

/** Fields of the document this runtime acts on: all of RunConfig's but those it refuses. */
export type ImplementedField = Exclude<keyof RunConfig, Guard> | 'middleware_configs';

export const IMPLEMENTED: Readonly<Record<ImplementedField, Shape>> = {
  schema_version: text,
  remote_url: text,
  name: text,
  transport: text,
  host: text,
  port: number,
  allowed_origins: list(text),
  oidc_config: oidcConfig,
  required_scopes: list(text),
  trust_proxy_headers: flag,
  endpoint_prefix: text,
  token_exchange_config: tokenExchange,
  header_forward: headerForward,
  remote_auth_config: remoteAuth,
  client_credentials_config: clientCredentials,
  client_headers: clientHeaders,
  remote_ca_file: text,
  limits: section({ fields: Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, number])) }),
  middleware_configs: list(section({ fields: { type: text, parameters: anything }, required: ['type'] })),
};
