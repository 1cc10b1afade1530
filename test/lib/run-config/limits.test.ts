import { Duration, Size } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../contract/limits';
import { createProxy, deploymentSpecOf, REMOTE_URL, runConfigOf, runConfigTextOf } from '../support';

function limitsOf(props: object): unknown {
  return runConfigOf(createProxy({ remoteUrl: REMOTE_URL, ...props }).chart)['limits'];
}

describe('limits', () => {
  const table: [name: string, amount: unknown, wire: Record<string, number>][] = [
    ['headerSection', Size.kibibytes(16), { header_bytes: 16_384 }],
    ['requestBody', Size.mebibytes(0.5), { request_body_bytes: 524_288 }],
    ['requestHeaderTimeout', Duration.seconds(5), { request_header_timeout_ms: 5_000 }],
    ['requestTimeout', Duration.minutes(4.1), { request_timeout_ms: 246_000 }],
    ['keepAliveTimeout', Duration.seconds(1.005), { keep_alive_timeout_ms: 1_005 }],
    ['connectTimeout', Duration.millis(1), { connect_timeout_ms: 1 }],
    ['responseHeaderTimeout', Duration.hours(1), { response_header_timeout_ms: 3_600_000 }],
    ['responseIdleTimeout', Duration.millis(0), { response_idle_timeout_ms: 0 }],
    ['eventStreamIdleTimeout', Duration.millis(0), { event_stream_idle_timeout_ms: 0 }],
    ['clientStallTimeout', Duration.days(1), { client_stall_timeout_ms: 86_400_000 }],
    ['concurrentRequests', 2 ** 31 - 1, { concurrent_requests: 2 ** 31 - 1 }],
    ['concurrentStreams', 7, { concurrent_streams: 7 }],
    ['clientConnections', 9, { client_connections: 9 }],
    ['upstreamConnections', 1, { upstream_connections: 1 }],
    ['upstreamIdleTimeout', Duration.seconds(50), { upstream_idle_timeout_ms: 50_000 }],
    ['upstreamConnectionAge', Duration.millis(0), { upstream_connection_age_ms: 0 }],
    ['introspectionCache', Duration.seconds(5), { introspection_cache_ms: 5000 }],
    ['tokenGrace', Duration.minutes(1), { token_grace_ms: 60_000 }],
  ];

  it.each(table)('%s', (name, amount, wire) => {
    expect(limitsOf({ limits: { [name]: amount } })).toEqual(wire);
  });

  it('has a property for every limit, or the grace period for it', () => {
    const names = table.flatMap(([, , wire]) => Object.keys(wire));
    expect([...names, 'shutdown_delay_ms', 'shutdown_deadline_ms']).toEqual(Object.keys(DEFAULT_LIMITS));
  });

  it('is the same in whatever order it is written', () => {
    const textOf = (entries: typeof table): string =>
      runConfigTextOf(
        createProxy({
          remoteUrl: REMOTE_URL,
          limits: Object.fromEntries(entries.map(([name, amount]) => [name, amount])),
        }).chart,
      );
    expect(textOf(table.toReversed())).toBe(textOf(table));
  });

  it.each([{}, { limits: {} }, { limits: undefined }, { limits: { requestTimeout: undefined } }])(
    'is not written when nothing is set: %j',
    (props) => expect(limitsOf(props)).toBeUndefined(),
  );

  it('takes the amounts of another copy of cdk8s', () => {
    const duration = { toMilliseconds: () => 7_000 };
    expect(limitsOf({ limits: { connectTimeout: duration } })).toEqual({ connect_timeout_ms: 7_000 });
  });
});

describe('terminationGracePeriod', () => {
  function graceOf(props: object): unknown {
    const { spec } = deploymentSpecOf(createProxy({ remoteUrl: REMOTE_URL, ...props }).chart).template;
    return spec['terminationGracePeriodSeconds'];
  }

  it.each([
    [6, 1_000, 5_000],
    [10, 1_666, 8_334],
    [29, 4_833, 24_167],
    [30, DEFAULT_LIMITS.shutdown_delay_ms, DEFAULT_LIMITS.shutdown_deadline_ms],
    [31, 5_000, 26_000],
    [3_600, 5_000, 3_595_000],
    [2_147_483, 5_000, 2_147_478_000],
  ])('%i s: new connections for %i ms, everything ended after %i ms', (seconds, delay, deadline) => {
    const props = { terminationGracePeriod: Duration.seconds(seconds) };
    expect(graceOf(props)).toBe(seconds);
    expect(limitsOf(props)).toEqual({ shutdown_delay_ms: delay, shutdown_deadline_ms: deadline });
  });

  it('is in no manifest unless it is set', () => {
    expect(graceOf({})).toBeUndefined();
    expect(limitsOf({})).toBeUndefined();
  });

  it('stands beside the other limits', () => {
    const limits = { connectTimeout: Duration.seconds(1) };
    expect(limitsOf({ limits, terminationGracePeriod: Duration.minutes(1) })).toEqual({
      connect_timeout_ms: 1_000,
      shutdown_delay_ms: 5_000,
      shutdown_deadline_ms: 55_000,
    });
  });
});
