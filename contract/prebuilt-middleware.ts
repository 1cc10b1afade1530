/**
 * The operator stores the middleware list its runner would build by itself from the other fields. What goes beyond
 * these is refused: a guard that no field of the document stands for, or headers that header_forward does not name.
 */
import { headerPath } from './header-rules';
import { fieldPath, indexPath, issue } from './issue';
import type { Issue } from './issue';
import { DEFAULT_LIMITS } from './limits';
import { toOidcConfig } from './oidc-rules';
import { isUnset, unsupported } from './run-config-fields';
import { isRecord } from './shape';

/** Middleware ToolHive's operator pre-builds and this runtime needs none of: it does the work itself, or there is none. */
const HARMLESS_MIDDLEWARE: ReadonlySet<string> = new Set([
  'mcp-parser',
  'recovery',
  'telemetry',
  'usagemetrics',
]);

/** What the others of ToolHive's are for. A type that is none of them is not shown: it may be anything. */
const GUARDS: ReadonlyMap<string, string> = new Map([
  ['audit', 'audit logging'],
  ['authorization', 'authorization'],
  ['awssts', 'AWS STS credentials'],
  ['mutating', 'webhooks'],
  ['ratelimit', 'a rate limit'],
  ['strip-auth', "the removal of the caller's credentials"],
  ['tool-call-filter', 'a tool filter'],
  ['tool-filter', 'a tool filter'],
  ['tokenexchange', 'token exchange'],
  ['upstreamswap', 'a token swap'],
  ['validating', 'webhooks'],
]);

/** Every entry of middleware_configs that changes who gets in or what is sent, beyond the other fields. */
export function validateMiddleware(document: Record<string, unknown>): Issue[] {
  const entries: unknown = document['middleware_configs'];
  return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index) => {
    const type = isRecord(entry) ? entry['type'] : undefined;
    if (!isRecord(entry) || typeof type !== 'string' || HARMLESS_MIDDLEWARE.has(type)) return [];
    const path = indexPath('middleware_configs', index);
    const parameters = isRecord(entry['parameters']) ? entry['parameters'] : {};
    const validate = findValidator(type, document);
    if (validate !== undefined) return validate(parameters, path, document);
    return [unsupported(fieldPath(path, 'type'), GUARDS.get(type) ?? 'a middleware nobody knows here')];
  });
}

type Fields = Record<string, unknown>;

/** What is wrong with the parameters of an entry found at `path`. */
type Validator = (parameters: Fields, path: string, document: Fields) => Issue[];

/** Middleware that a field of the document stands for. */
function findValidator(type: string, document: Fields): Validator | undefined {
  const exchange = isUnset(document['token_exchange_config']) ? undefined : validatePrebuiltExchange;
  const validators: Readonly<Record<string, Validator | undefined>> = {
    'header-forward': validatePrebuiltHeaders,
    bodylimit: validatePrebuiltBodyLimit,
    origin: validatePrebuiltOrigins,
    auth: validatePrebuiltAuth,
    tokenexchange: exchange,
  };
  return Object.hasOwn(validators, type) ? validators[type] : undefined;
}

function validatePrebuiltHeaders(parameters: Fields, path: string, document: Fields): Issue[] {
  const forward = isRecord(document['header_forward']) ? document['header_forward'] : {};
  const plaintext = isRecord(forward['add_plaintext_headers']) ? forward['add_plaintext_headers'] : {};
  const prebuilt = isRecord(parameters['add_headers']) ? parameters['add_headers'] : {};
  return Object.entries(prebuilt).flatMap(([name, value], index) => {
    if (Object.hasOwn(plaintext, name) && plaintext[name] === value) return [];
    const place = headerPath(`${path}.parameters.add_headers`, name, index);
    return [repeated(place, 'header_forward.add_plaintext_headers')];
  });
}

function validatePrebuiltAuth(parameters: Fields, path: string, document: Fields): Issue[] {
  const prebuilt = parameters['oidc_config'];
  return isUnset(prebuilt) || isSameOidc(prebuilt, document['oidc_config'])
    ? []
    : [repeated(`${path}.parameters.oidc_config`, 'oidc_config')];
}

function validatePrebuiltExchange(parameters: Fields, path: string, document: Fields): Issue[] {
  const field = 'token_exchange_config';
  return JSON.stringify(parameters[field]) === JSON.stringify(document[field])
    ? []
    : [repeated(`${path}.parameters.${field}`, field)];
}

function isSameOidc(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((value) => isRecord(value) && Object.entries(toOidcConfig(value)).sort());
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The newer operator writes its fixed limit, which is our default; anything else must be said where we read it. */
function validatePrebuiltBodyLimit(parameters: Fields, path: string, document: Fields): Issue[] {
  const limits = isRecord(document['limits']) ? document['limits'] : {};
  const inForce = limits['request_body_bytes'] ?? DEFAULT_LIMITS.request_body_bytes;
  return isUnset(parameters['max_bytes']) || parameters['max_bytes'] === inForce
    ? []
    : [repeated(`${path}.parameters.max_bytes`, 'limits.request_body_bytes')];
}

function validatePrebuiltOrigins(parameters: Fields, path: string, document: Fields): Issue[] {
  const inForce = JSON.stringify(document['allowed_origins'] ?? []);
  return JSON.stringify(parameters['allowed_origins'] ?? []) === inForce
    ? []
    : [repeated(`${path}.parameters.allowed_origins`, 'allowed_origins')];
}

/** middleware_configs says something that `field` does not. */
function repeated(path: string, field: string): Issue {
  return issue(
    'ERR_RUN_CONFIG_DISAGREES',
    path,
    `differs from ${field}, so it is unclear which one holds`,
    `write it as ${field}, and leave middleware_configs out`,
  );
}
