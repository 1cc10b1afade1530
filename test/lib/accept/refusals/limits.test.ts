/** Every rule about limits, times, origins and certificates, with the code and the path a user gets. */
import { Duration, Size } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { refusalOf, refusalsOf, REMOTE_URL } from '../../support';

const accepted = { remoteUrl: REMOTE_URL };

describe('limits', () => {
  it.each([
    ['half a byte', { requestBody: Size.kibibytes(0.1) }, ['ERR_LIMIT_RANGE limits.requestBody']],
    ['no byte', { headerSection: Size.kibibytes(0) }, ['ERR_LIMIT_RANGE limits.headerSection']],
    ['2 GiB', { requestBody: Size.gibibytes(2) }, ['ERR_LIMIT_RANGE limits.requestBody']],
    [
      'half a millisecond',
      { requestTimeout: Duration.millis(0.5) },
      ['ERR_LIMIT_RANGE limits.requestTimeout'],
    ],
    ['NaN', { connectTimeout: Duration.seconds(Number.NaN) }, ['ERR_LIMIT_RANGE limits.connectTimeout']],
    ['forever', { connectTimeout: Duration.days(Infinity) }, ['ERR_LIMIT_RANGE limits.connectTimeout']],
    ['25 days', { responseIdleTimeout: Duration.days(25) }, ['ERR_LIMIT_RANGE limits.responseIdleTimeout']],
    [
      'no time where it is needed',
      { requestHeaderTimeout: Duration.millis(0), keepAliveTimeout: Duration.seconds(0) },
      ['ERR_LIMIT_RANGE limits.requestHeaderTimeout', 'ERR_LIMIT_RANGE limits.keepAliveTimeout'],
    ],
    ['no request', { concurrentRequests: 0 }, ['ERR_LIMIT_RANGE limits.concurrentRequests']],
    ['half a connection', { upstreamConnections: 0.5 }, ['ERR_LIMIT_RANGE limits.upstreamConnections']],
    ['a time as a number', { requestTimeout: 60_000 }, ['ERR_FIELD_TYPE limits.requestTimeout']],
    ['a time as text', { requestTimeout: '60s' }, ['ERR_FIELD_TYPE limits.requestTimeout']],
    ['a size as text', { requestBody: '8Mi' }, ['ERR_FIELD_TYPE limits.requestBody']],
    ['a size for a time', { requestTimeout: Size.kibibytes(1) }, ['ERR_FIELD_TYPE limits.requestTimeout']],
    ['a time for a size', { requestBody: Duration.seconds(1) }, ['ERR_FIELD_TYPE limits.requestBody']],
    [
      'a time for a number',
      { concurrentRequests: Duration.seconds(1) },
      ['ERR_FIELD_TYPE limits.concurrentRequests'],
    ],
    ['a wire name', { request_timeout_ms: 1 }, ['ERR_FIELD_UNKNOWN limits.request_timeout_ms']],
    [
      'what follows from terminationGracePeriod',
      { shutdownDeadline: Duration.seconds(1) },
      ['ERR_FIELD_UNKNOWN limits.shutdownDeadline'],
    ],
  ])('%s', (_title, limits, expected) => {
    expect(refusalsOf({ ...accepted, limits })).toEqual(expected);
  });

  it('says the unit in the remedy', () => {
    const limits = {
      requestBody: Size.kibibytes(0),
      requestTimeout: Duration.seconds(0),
      concurrentRequests: 0,
    };
    expect(refusalOf({ ...accepted, limits }).issues.map(({ hint }) => hint)).toEqual([
      'use a whole number of bytes from 1 to 2147483647',
      'use a whole number of milliseconds from 1 to 2147483647',
      'use a whole number from 1 to 2147483647',
    ]);
  });
});

describe('terminationGracePeriod', () => {
  it.each([
    ['0 s', Duration.seconds(0)],
    ['5 s', Duration.seconds(5)],
    ['half a second too much', Duration.millis(30_500)],
    ['NaN', Duration.seconds(Number.NaN)],
    ['more than timers can wait', Duration.seconds(2_147_484)],
  ])('%s', (_title, terminationGracePeriod) => {
    expect(refusalsOf({ ...accepted, terminationGracePeriod })).toEqual([
      'ERR_LIMIT_RANGE terminationGracePeriod',
    ]);
  });

  it('refuses a number, which could be anything', () => {
    expect(refusalsOf({ ...accepted, terminationGracePeriod: 30 })).toEqual([
      'ERR_FIELD_TYPE terminationGracePeriod',
    ]);
  });
});

describe('allowedOrigins', () => {
  it.each([
    'https://app.example.com/',
    'https://app.example.com/app',
    'https://app.example.com:443',
    'https://*.example.com',
    'app.example.com',
    'null',
    '*',
    '',
  ])('refuses %j', (origin) => {
    const allowedOrigins = ['https://app.example.com', origin];
    expect(refusalsOf({ ...accepted, allowedOrigins })).toEqual(['ERR_ORIGIN_INVALID allowedOrigins[1]']);
  });

  it.each([
    ['one as text', 'https://app.example.com', 'allowedOrigins'],
    ['a number in the list', ['https://app.example.com', 7], 'allowedOrigins[1]'],
    ['an unset entry', [undefined], 'allowedOrigins[0]'],
  ])('%s', (_title, allowedOrigins, path) => {
    expect(refusalsOf({ ...accepted, allowedOrigins })).toEqual([`ERR_FIELD_TYPE ${path}`]);
  });
});

describe('remoteCaBundleRef', () => {
  it.each([
    [
      'a name of 49 characters',
      { name: 'a'.repeat(49) },
      'ERR_CONFIG_MAP_NAME_INVALID remoteCaBundleRef.name',
    ],
    ['a name with a dot', { name: 'a.b' }, 'ERR_CONFIG_MAP_NAME_INVALID remoteCaBundleRef.name'],
    [
      'a key that leaves its directory',
      { name: 'a', key: '../b' },
      'ERR_CONFIG_MAP_KEY_INVALID remoteCaBundleRef.key',
    ],
    ['an empty key', { name: 'a', key: '' }, 'ERR_CONFIG_MAP_KEY_INVALID remoteCaBundleRef.key'],
    ['no name', { key: 'ca.crt' }, 'ERR_FIELD_MISSING remoteCaBundleRef.name'],
    [
      'the form of oidcConfig',
      { name: 'a', configMapRef: {} },
      'ERR_FIELD_UNKNOWN remoteCaBundleRef.configMapRef',
    ],
  ])('%s', (_title, remoteCaBundleRef, expected) => {
    expect(refusalsOf({ ...accepted, remoteCaBundleRef })).toEqual([expected]);
  });
});
