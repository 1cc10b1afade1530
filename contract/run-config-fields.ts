/** What each field of ToolHive's RunConfig means to a runtime that does not act on it. */
import { issue } from './issue';
import type { Issue } from './issue';
import { isAbsent } from './shape';

/**
 * Fields that decide who gets in or what is sent. Until the runtime enforces one, it refuses to start with it: a
 * guard that is dropped in silence is worse than no proxy.
 */
export const GUARDS = {
  additional_middleware_configs: 'additional middleware',
  audit_config: 'audit logging',
  audit_config_path: 'audit logging',
  authz_config: 'authorization',
  authz_config_path: 'authorization',
  aws_sts_config: 'AWS STS credentials',
  embedded_auth_server_config: 'an embedded authorization server',
  mutating_webhooks: 'webhooks',
  rate_limit_config: 'a rate limit',
  tools_filter: 'a tool filter',
  tools_override: 'tool overrides',
  upstream_swap_config: 'a token swap',
  validating_webhooks: 'webhooks',
} as const;

export type Guard = keyof typeof GUARDS;

export function isGuard(field: string): field is Guard {
  return Object.hasOwn(GUARDS, field);
}

/** Fields that change nothing for a remote proxy, or only what is observed of it; named once in the log. */
export const HARMLESS: ReadonlySet<string> = new Set([
  'base_name',
  'cmd_args',
  'container_labels',
  'container_name',
  'debug',
  'env_vars',
  'group',
  'ignore_config',
  'image',
  'isolate_network',
  'jwks_auth_token_file',
  'mcpserver_generation',
  'permission_profile',
  'proxy_mode',
  'publish',
  'rate_limit_namespace',
  'registry_api_url',
  'registry_server_name',
  'registry_url',
  'runtime_config',
  'scaling_config',
  'secrets',
  'session_ttl',
  'stateless',
  'strict_protocol_validation',
  'target_host',
  'target_port',
  'telemetry_config',
  'thv_ca_bundle',
  'volumes',
]);

/** Harmless fields the operator always writes: they repeat other fields, so there is nothing to say about them. */
export const ALWAYS_WRITTEN: ReadonlySet<string> = new Set([
  'base_name',
  'container_labels',
  'container_name',
  'env_vars',
  'image',
  'jwks_auth_token_file',
  'permission_profile',
  'proxy_mode',
  'thv_ca_bundle',
]);

/** False, empty text and empty lists switch nothing on. An empty object does: its presence is what ToolHive looks at. */
export function isUnset(value: unknown): boolean {
  return isAbsent(value) || value === false || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The refusal of something that guards, which this runtime has no part for. */
export function unsupported(
  path: string,
  what: string,
  hint = 'remove it, or run this proxy with a runner that provides it',
): Issue {
  return issue(
    'ERR_RUN_CONFIG_UNSUPPORTED',
    path,
    `asks for ${what}, which this runtime does not provide`,
    hint,
  );
}
