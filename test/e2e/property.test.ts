/**
 * What synth accepts, the runtime accepts, and what was configured arrives: for any definition. More cases with
 * FC_RUNS; a failure prints the seed to repeat it with.
 */
import { Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerKey, refusedHeaderName } from '../../contract/header-names';
import { refusedHeaderValue } from '../../contract/header-values';
import { parseRunConfig } from '../../contract/parse-run-config';
import type { RunConfig, RunConfigHeaderForward } from '../../contract/run-config';
import { SECRETS_PROVIDER_ENV, secretEnvName, secretId } from '../../contract/secret-id';
import { DefinitionErrors } from '../../lib/index';
import { resolveHeaders } from '../../runtime/src/config/resolve-headers';
import { createProxy, deploymentSpecOf, runConfigTextOf } from '../lib/support';
import type { ProxyInChart } from '../lib/support';
import { valuesOf } from '../support/http-message';
import { startProxyProcess } from '../support/proxy-process';
import { connectRaw } from '../support/raw-client';
import { RawUpstream } from '../support/raw-upstream';
import { POST } from '../support/rig';

const RUNS = Number(process.env['FC_RUNS'] ?? 300);
const RUNS_WITH_A_PROXY = Math.ceil(RUNS / 60);

const TCHARS = Array.from("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const VISIBLE = Array.from({ length: 0x7e - 0x20 + 1 }, (_, i) => String.fromCharCode(0x20 + i));

/** Every name that may be configured, the odd ones more often than chance would have them. */
const headerName = fc
  .oneof(
    { weight: 8, arbitrary: fc.string({ unit: fc.constantFrom(...TCHARS), minLength: 1, maxLength: 40 }) },
    { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...TCHARS), minLength: 250, maxLength: 255 }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '__proto__',
        'constructor',
        'toString',
        '0',
        '123',
        'Authorization',
        'Cookie',
        'User-Agent',
        'Accept-Encoding',
        'Accept-Language',
        'Date',
        'Via',
        'Cache-Control',
        'X-Forwarded-Port',
        'X-Original-URL',
        'Set-Cookie',
        'ETag',
        'Content-Location',
        'DNT',
        '-',
        '_',
        '.',
        "'",
      ),
    },
  )
  .filter((name) => refusedHeaderName(name) === undefined);

/** Every value that may be configured. */
const headerValue = fc
  .string({ unit: fc.constantFrom(...VISIBLE), maxLength: 60 })
  .filter((value) => refusedHeaderValue(value) === undefined);

interface Header {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

const header: fc.Arbitrary<Header> = fc
  .record({ name: headerName, value: headerValue, isSecret: fc.boolean() })
  .filter(({ value, isSecret }) => !isSecret || value !== '');

/** Sets that break no rule about two headers: no name twice, no two on one env var. */
const headers = (minLength: number, maxLength: number) =>
  fc
    .uniqueArray(header, { minLength, maxLength, selector: ({ name }) => headerKey(name) })
    .map((list) =>
      list.filter(({ name }, i) => list.findIndex((other) => idOf(other.name) === idOf(name)) === i),
    );

function idOf(name: string): string {
  return secretId('under-test', name);
}

/** `fromEntries`, since `__proto__` is a header name. */
function toHeaderForward(list: readonly Header[]): object {
  return {
    addPlaintextHeaders: Object.fromEntries(
      list.filter(({ isSecret }) => !isSecret).map(({ name, value }) => [name, value]),
    ),
    addHeadersFromSecret: list
      .filter(({ isSecret }) => isSecret)
      .map(({ name }) => ({ headerName: name, valueSecretRef: { name: 'a-secret', key: 'a-key' } })),
  };
}

function toEnv(list: readonly Header[]): Record<string, string> {
  const secrets = list.filter(({ isSecret }) => isSecret);
  return {
    [SECRETS_PROVIDER_ENV]: 'environment',
    ...Object.fromEntries(secrets.map(({ name, value }) => [secretEnvName(idOf(name)), value])),
  };
}

/** The proxy, or undefined when its definition was refused. */
function accept(props: unknown): ProxyInChart | undefined {
  try {
    return createProxy(props, { id: 'under-test' });
  } catch (error) {
    if (!DefinitionErrors.isDefinitionError(error)) throw error;
    return undefined;
  }
}

/** What the runtime makes of what was synthesized. */
function parse({ chart }: ProxyInChart): RunConfig {
  const { config, issues } = parseRunConfig(JSON.parse(runConfigTextOf(chart)));
  expect(issues).toBeUndefined();
  return config as RunConfig;
}

describe('a definition that keeps the rules about headers', () => {
  it('is accepted at synth, and resolved by the runtime to the same names and values', () => {
    const property = fc.property(headers(0, 12), (list) => {
      const synthesized = accept({
        remoteUrl: 'https://mcp.example.com/mcp',
        headerForward: toHeaderForward(list),
      });
      expect(synthesized).toBeDefined();
      const config = parse(synthesized as ProxyInChart);
      const { headers: resolved, issues, warnings } = resolveHeaders(config, toEnv(list));
      expect([issues, warnings]).toEqual([[], []]);
      expect(resolved.map(({ name, value }) => [name, value?.reveal()]).sort()).toEqual(
        list.map(({ name, value }) => [name, value]).sort(),
      );
    });
    fc.assert(property, { numRuns: RUNS, includeErrorInReport: true });
  });

  it('gets every secret from one env var of the Deployment', () => {
    const property = fc.property(headers(1, 8), (list) => {
      const synthesized = accept({
        remoteUrl: 'https://mcp.example.com/mcp',
        headerForward: toHeaderForward(list),
      });
      const { env } = deploymentSpecOf((synthesized as ProxyInChart).chart).template.spec.containers[0];
      const fromSecrets = env.filter(({ valueFrom }) => valueFrom !== undefined).map(({ name }) => name);
      const expected = list.filter(({ isSecret }) => isSecret).map(({ name }) => secretEnvName(idOf(name)));
      expect(fromSecrets.sort()).toEqual(expected.sort());
      for (const name of fromSecrets) expect(name).toMatch(/^[A-Z_][A-Z0-9_]*$/);
    });
    fc.assert(property, { numRuns: RUNS / 3, includeErrorInReport: true });
  });

  it('arrives: every header exactly once with exactly its value', { timeout: 60_000 }, async () => {
    const upstream = await new RawUpstream().listen();
    const property = fc.asyncProperty(headers(40, 80), async (list) => {
      const synthesized = accept({
        remoteUrl: `${upstream.origin}/mcp`,
        headerForward: toHeaderForward(list),
      });
      const config = parse(synthesized as ProxyInChart);
      const seen = await receive(upstream, config.header_forward ?? {}, list);
      for (const { name, value } of list) {
        const values = seen.headers.filter(([key]) => headerKey(key) === headerKey(name));
        expect(values).toEqual([[name, value]]);
      }
      expect(valuesOf(seen, 'content-type')).toEqual(['application/json']);
    });
    await fc.assert(property, { numRuns: RUNS_WITH_A_PROXY, endOnFailure: true, includeErrorInReport: true });
    await upstream.close();
  });
});

/** What the remote receives of one request through a real proxy, whose client sends look-alikes of every header. */
async function receive(upstream: RawUpstream, forward: RunConfigHeaderForward, list: readonly Header[]) {
  upstream.reset();
  const proxy = await startProxyProcess(`${upstream.origin}/mcp`, { header_forward: forward }, toEnv(list));
  const theirs = list
    .slice(0, 40)
    .map(({ name }) => `${name.toUpperCase().replaceAll('-', '_')}: theirs\r\n`);
  const client = await connectRaw(proxy.port);
  client.send(POST.replace('\r\n', () => `\r\n${theirs.join('')}`));
  await client.answer();
  await proxy.stop();
  expect(upstream.requests).toHaveLength(1);
  return upstream.requests[0] as (typeof upstream.requests)[number];
}

describe('any definition at all', () => {
  const oddText = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    headerName,
    fc.constantFrom(
      'Host',
      'te',
      'Mcp-Name',
      'X-A',
      'x_a',
      'X-A.B',
      'X-A-B',
      'a\nb',
      ' x',
      'é',
      '',
      'my-secret',
    ),
  );
  const url = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    oddText.map((text) => `https://mcp.example.com/${text}`),
    oddText,
    fc.constantFrom(
      'https://u:p@mcp.example.com',
      'http://[::1]:80/mcp?a=b;c=%zz',
      'https://mcp.example.com',
    ),
  );
  const size = fc.oneof(
    fc.constant(Size.kibibytes(1)),
    fc.constant(Size.kibibytes(0)),
    fc.constant(Size.gibibytes(64)),
  );
  const duration = fc
    .oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 }), fc.constant(2 ** 31))
    .map((ms) => Duration.millis(ms));
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
  const props = fc.record({
    remoteUrl: url,
    transport: optional(fc.constantFrom('sse', 'streamable-http', 'stdio')),
    port: optional(fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.double(), fc.constant(0))),
    trustProxyHeaders: optional(fc.boolean()),
    endpointPrefix: optional(
      fc.oneof(
        oddText,
        oddText.map((text) => `/${text}`),
        fc.webPath(),
      ),
    ),
    allowedOrigins: optional(
      fc.array(
        fc.oneof(
          oddText,
          fc.webUrl().map((text) => new URL(text).origin),
        ),
        { maxLength: 2 },
      ),
    ),
    limits: optional(
      fc.record(
        {
          headerSection: size,
          requestBody: size,
          requestHeaderTimeout: duration,
          requestTimeout: duration,
          connectTimeout: duration,
        },
        { requiredKeys: [] },
      ),
    ),
    headerForward: optional(
      fc.record(
        {
          addPlaintextHeaders: fc
            .array(fc.tuple(oddText, oddText), { maxLength: 3 })
            .map((list) => Object.fromEntries(list)),
          addHeadersFromSecret: fc.array(
            fc.record({
              headerName: oddText,
              valueSecretRef: fc.record({ name: fc.constantFrom('my-secret', 'a.b', 'No'), key: oddText }),
            }),
            { maxLength: 3 },
          ),
        },
        { requiredKeys: [] },
      ),
    ),
  });

  it('that synth accepts, the runtime accepts', () => {
    let accepted = 0;
    const property = fc.property(props, (definition) => {
      const present = Object.fromEntries(
        Object.entries(definition).filter(([, value]) => value !== undefined),
      );
      const synthesized = accept(present);
      if (synthesized === undefined) return;
      accepted++;
      const config = parse(synthesized);
      expect(config.remote_url).toBe(definition.remoteUrl);
    });
    fc.assert(property, { numRuns: RUNS * 3, includeErrorInReport: true });
    expect(accepted).toBeGreaterThan(RUNS / 20);
  });
});
