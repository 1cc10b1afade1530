/** The limits a user sets, under their wire names and in the units these end with. */
import type { RunConfigLimits } from '../../contract/limits';
import type { LimitsProps } from '../props/limits';
import { toNumber } from './amounts';
import type { Loose } from './loose';

export type LimitsDefinition = Readonly<Partial<RunConfigLimits>>;

const WIRE_NAMES = {
  headerSection: 'header_bytes',
  requestBody: 'request_body_bytes',
  requestHeaderTimeout: 'request_header_timeout_ms',
  requestTimeout: 'request_timeout_ms',
  keepAliveTimeout: 'keep_alive_timeout_ms',
  connectTimeout: 'connect_timeout_ms',
  responseHeaderTimeout: 'response_header_timeout_ms',
  responseIdleTimeout: 'response_idle_timeout_ms',
  eventStreamIdleTimeout: 'event_stream_idle_timeout_ms',
  clientStallTimeout: 'client_stall_timeout_ms',
  concurrentRequests: 'concurrent_requests',
  concurrentStreams: 'concurrent_streams',
  clientConnections: 'client_connections',
  upstreamConnections: 'upstream_connections',
  upstreamIdleTimeout: 'upstream_idle_timeout_ms',
  upstreamConnectionAge: 'upstream_connection_age_ms',
  introspectionCache: 'introspection_cache_ms',
  tokenGrace: 'token_grace_ms',
} as const satisfies Record<keyof LimitsProps, keyof RunConfigLimits>;

const NAMES = Object.entries(WIRE_NAMES) as [keyof LimitsProps, keyof RunConfigLimits][];
const PROP_NAMES = new Map<string, string>(NAMES.map(([prop, wire]) => [wire, prop]));

/** In the order of the table, so that the order in the source never rolls a pod. */
export function toLimits(props: Loose<LimitsProps> = {}): LimitsDefinition {
  return Object.fromEntries(
    NAMES.flatMap(([prop, wire]) => {
      const amount = props[prop];
      return amount === undefined ? [] : [[wire, toNumber(amount)]];
    }),
  );
}

/** The property behind a wire name. */
export function limitPropName(wireName: string): string {
  return PROP_NAMES.get(wireName) ?? wireName;
}
