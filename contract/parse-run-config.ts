/**
 * unknown -> RunConfig, with every problem at once: the front door of the runtime, and what the constructs check
 * their own output with.
 */
import { headerPath, validateHeaders } from './header-rules';
import type { ConfiguredHeader } from './header-rules';
import {
  validateAllowedOrigins,
  validateEndpointPrefix,
  validatePort,
  validateRemoteUrl,
  validateTransport,
} from './endpoint-rules';
import { validateClientHeaders } from './client-header-rules';
import { validateCredentials } from './credential-rules';
import { fieldPath, issue } from './issue';
import { validateLimits } from './limits';
import type { Issue } from './issue';
import { toOidcConfig, validateOidcConfig, validateRequiredScopes } from './oidc-rules';
import { validateMiddleware } from './prebuilt-middleware';
import { SCHEMA_VERSION } from './run-config';
import type { RunConfig, RunConfigClientHeaders } from './run-config';
import { ALWAYS_WRITTEN, GUARDS, HARMLESS, isGuard, isUnset, unsupported } from './run-config-fields';
import type { Guard } from './run-config-fields';
import { IMPLEMENTED } from './run-config-shapes';
import type { ImplementedField } from './run-config-shapes';
import { fits, isAbsent, isRecord, list, object, text, textEntries } from './shape';
import { unknownFields } from './unknown-field';

/** Either a config together with the harmless fields that have no effect, or everything that is wrong. */
export type ParsedRunConfig =
  | { readonly config: RunConfig; readonly withoutEffect: readonly string[]; readonly issues?: never }
  | { readonly issues: readonly Issue[]; readonly config?: never };

/** Every field a RunConfig may have, whatever it means here. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(IMPLEMENTED),
  ...Object.keys(GUARDS),
  ...HARMLESS,
]);

/** What may be missing here ToolHive's runner cannot do without either; it would guess a port or start a container. */
const REQUIRED = ['remote_url', 'name', 'transport', 'port'];

/** Checks a document that was read as JSON. */
export function parseRunConfig(document: unknown): ParsedRunConfig {
  const issues: Issue[] = [];
  if (!isRecord(document)) {
    object({ fields: IMPLEMENTED })(document, '', issues);
    return { issues };
  }
  const implemented: Record<string, unknown> = {};
  const withoutEffect: string[] = [];
  for (const [field, value] of Object.entries(document)) {
    if (Object.hasOwn(IMPLEMENTED, field)) implemented[field] = value;
    else if (isGuard(field)) issues.push(...validateGuard(field, value));
    else if (HARMLESS.has(field) && !isUnset(value) && !ALWAYS_WRITTEN.has(field)) withoutEffect.push(field);
  }
  issues.push(...unknownFields(document, '', KNOWN, 'remove it, or write a field of a RunConfig'));
  object({ fields: IMPLEMENTED, required: REQUIRED })(implemented, '', issues);
  issues.push(...validateFields(implemented), ...validateMiddleware(document));
  return issues.length > 0 ? { issues } : { config: toRunConfig(implemented), withoutEffect };
}

/** Called with fields in which no problem was found. */
function toRunConfig(fields: Record<string, unknown>): RunConfig {
  const { middleware_configs: _prebuilt, ...rest } = fields;
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isAbsent(value)));
  // Go reads an absent and an empty schema_version or host alike.
  return {
    ...(present as unknown as RunConfig),
    schema_version: (present['schema_version'] as string) || SCHEMA_VERSION,
    host: (present['host'] as string) || '127.0.0.1',
    ...(isRecord(present['oidc_config']) ? { oidc_config: toOidcConfig(present['oidc_config']) } : {}),
  };
}

function validateGuard(field: Guard, value: unknown): Issue[] {
  const switchedOff = field.startsWith('audit_config') && isRecord(value) && value['enabled'] === false;
  return isUnset(value) || switchedOff ? [] : [unsupported(field, GUARDS[field])];
}

/** What is wrong with fields of the right type; the others have been reported. */
function validateFields(fields: Record<string, unknown>): Issue[] {
  const checkText = (field: string, check: (value: string, path: string) => Issue[]): Issue[] => {
    const value = fields[field];
    return typeof value === 'string' ? check(value, field) : [];
  };
  const port = fields['port'];
  return [
    ...checkText('schema_version', validateSchemaVersion),
    ...checkText('name', validateName),
    ...checkText('remote_url', validateRemoteUrl),
    ...checkText('transport', validateTransport),
    ...(typeof port === 'number' ? validatePort(port, 'port') : []),
    ...checkText('endpoint_prefix', validateEndpointPrefix),
    ...validateAllowedOrigins(fields['allowed_origins'], 'allowed_origins'),
    ...validateHeaders(configuredHeaders(fields['header_forward'])),
    ...validateAuthentication(fields),
    ...validateOutbound(fields),
    ...(isRecord(fields['limits']) ? validateLimits(fields['limits'], 'limits') : []),
  ];
}

function validateAuthentication({
  oidc_config: oidc,
  required_scopes: scopes,
}: Record<string, unknown>): Issue[] {
  const hasScopes = fits(list(text), scopes) && !isUnset(scopes);
  return [
    ...(fits(IMPLEMENTED.oidc_config, oidc)
      ? validateOidcConfig(toOidcConfig(oidc as object), 'oidc_config')
      : []),
    ...(hasScopes ? validateRequiredScopes(scopes as string[], 'required_scopes') : []),
    ...(hasScopes && isAbsent(oidc) ? [scopesOfNobody()] : []),
  ];
}

/** Fields that say what the remote is shown, which are judged together. */
const CREDENTIALS: readonly ImplementedField[] = [
  'token_exchange_config',
  'client_credentials_config',
  'remote_auth_config',
  'header_forward',
  'oidc_config',
];

/** What is of the wrong shape has been reported. */
function validateOutbound(fields: Record<string, unknown>): Issue[] {
  const fitting = CREDENTIALS.filter((name) => fits(IMPLEMENTED[name], fields[name]));
  const { client_headers: lists } = fields;
  return [
    ...validateCredentials(Object.fromEntries(fitting.map((name) => [name, fields[name]]))),
    ...(fits(IMPLEMENTED.client_headers, lists)
      ? validateClientHeaders(
          lists as RunConfigClientHeaders,
          'client_headers',
          !isAbsent(fields['oidc_config']),
        )
      : []),
  ];
}

function scopesOfNobody(): Issue {
  const hint = 'add oidc_config, or remove required_scopes';
  return issue('ERR_FIELD_MISSING', 'oidc_config', 'is needed for required_scopes to be of any effect', hint);
}

function validateSchemaVersion(version: string, path: string): Issue[] {
  if (version === SCHEMA_VERSION || version === '') return [];
  return [
    issue(
      'ERR_RUN_CONFIG_SCHEMA_VERSION',
      path,
      'is of another version, which may mean something this runtime does not know',
      `use a runtime of the same release as the document, or write ${SCHEMA_VERSION}`,
    ),
  ];
}

function validateName(name: string, path: string): Issue[] {
  return name === ''
    ? [issue('ERR_PROXY_NAME_INVALID', path, 'is empty', 'write the name of the proxy')]
    : [];
}

function configuredHeaders(headerForwardField: unknown): ConfiguredHeader[] {
  const sources = isRecord(headerForwardField) ? headerForwardField : {};
  const headersOf = (
    source: string,
    toHeader: (name: string, text: string, path: string) => ConfiguredHeader,
  ) =>
    textEntries(sources[source]).map(([name, text], index) =>
      toHeader(name, text, headerPath(fieldPath('header_forward', source), name, index)),
    );
  return [
    ...headersOf('add_plaintext_headers', (name, value, path) => ({
      name,
      namePath: path,
      plaintext: { value, path },
    })),
    ...headersOf('add_headers_from_secret', (name, id, path) => ({
      name,
      namePath: path,
      secret: { id, path },
    })),
  ];
}
