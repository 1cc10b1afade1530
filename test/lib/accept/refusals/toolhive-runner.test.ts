/** Every prop is either something ToolHive's runner acts on, or Kubernetes' business, or refused for it. */
import { Duration, Size } from 'cdk8s';
import { expect, it } from 'vitest';
import { ProxyRuntime } from '../../../../lib/index';
import type { McpRemoteProxyProps } from '../../../../lib/index';
import { refusalsOf, REMOTE_URL, TOOLHIVE_IMAGE, createProxy } from '../../support';

const clientSecretRef = { name: 'client', key: 'secret' };
const request = { tokenUrl: 'https://auth.example.com/token', clientId: 'proxy', clientSecretRef };
const TAKEN = 'taken';
const REFUSED = 'refused';

type Props = Partial<McpRemoteProxyProps>;

/** A prop without a row does not compile. Those of the runtime itself are what is chosen here. */
const CASES: Record<
  Exclude<keyof McpRemoteProxyProps, 'runtime' | 'image'>,
  readonly [Props, typeof TAKEN | typeof REFUSED]
> = {
  remoteUrl: [{ remoteUrl: 'https://other.example.com/a/mcp' }, TAKEN],
  name: [{ name: 'search' }, TAKEN],
  transport: [{ transport: 'sse' }, TAKEN],
  port: [{ port: 9000 }, TAKEN],
  headerForward: [
    {
      headerForward: {
        addPlaintextHeaders: { 'X-A': 'a' },
        addHeadersFromSecret: [{ headerName: 'X-B', valueSecretRef: clientSecretRef }],
      },
    },
    TAKEN,
  ],
  oidcConfig: [
    { oidcConfig: { type: 'inline', inline: { issuer: 'https://auth.example.com', audience: 'a' } } },
    TAKEN,
  ],
  requiredScopes: [{ requiredScopes: ['read'] }, REFUSED],
  tokenExchange: [{ tokenExchange: request }, TAKEN],
  clientCredentials: [{ clientCredentials: request }, REFUSED],
  bearerTokenRef: [{ bearerTokenRef: clientSecretRef }, TAKEN],
  clientHeaders: [{ clientHeaders: { drop: ['X-A'] } }, REFUSED],
  trustProxyHeaders: [{ trustProxyHeaders: true, transport: 'sse' }, TAKEN],
  endpointPrefix: [{ endpointPrefix: '/a', transport: 'sse' }, TAKEN],
  allowedOrigins: [{ allowedOrigins: ['https://app.example.com'] }, REFUSED],
  remoteCaBundleRef: [{ remoteCaBundleRef: { name: 'ca' } }, REFUSED],
  limits: [{ limits: { requestBody: Size.mebibytes(1) } }, REFUSED],
  terminationGracePeriod: [{ terminationGracePeriod: Duration.seconds(60) }, TAKEN],
  replicas: [{ replicas: 2 }, TAKEN],
  sessionAffinity: [{ sessionAffinity: 'ClientIP' }, TAKEN],
  resources: [{ resources: { limits: { cpu: '1' } } }, TAKEN],
  imagePullPolicy: [{ imagePullPolicy: 'Always' }, TAKEN],
  imagePullSecrets: [{ imagePullSecrets: ['registry'] }, TAKEN],
  serviceAccountName: [{ serviceAccountName: 'proxies' }, TAKEN],
  resourceOverrides: [
    { resourceOverrides: { proxyDeployment: { env: [{ name: 'A', value: 'a' }] } } },
    TAKEN,
  ],
  strict: [{ strict: true }, TAKEN],
};

const MIRRORED = `registry.example.com/mirror/proxyrunner@sha256:${'a'.repeat(64)}`;
const RUNTIMES: readonly Props[] = [
  { runtime: ProxyRuntime.toolhive('registry.example.com/runner:1') },
  { runtime: ProxyRuntime.fromImage(MIRRORED) },
  { image: TOOLHIVE_IMAGE },
];
const BASE: Props = { remoteUrl: REMOTE_URL, oidcConfig: { type: 'kubernetes' } };

function propsThatAre(wanted: typeof TAKEN | typeof REFUSED): [prop: string, given: Props][] {
  return Object.entries(CASES).flatMap(([prop, [given, decision]]) =>
    decision === wanted ? [[prop, given]] : [],
  );
}

it.each(propsThatAre(TAKEN))('takes %s', (_prop, given) => {
  for (const runtime of RUNTIMES) {
    expect(() => createProxy({ ...BASE, ...given, ...runtime })).not.toThrow();
  }
});

it.each(propsThatAre(REFUSED))('refuses %s', (prop, given) => {
  for (const runtime of RUNTIMES) {
    expect(refusalsOf({ ...BASE, ...given, ...runtime })).toEqual([`ERR_RUNTIME_UNSUPPORTED ${prop}`]);
  }
});

/** Of props it takes, what it would not act on. */
const PARTS: readonly (readonly [string, Props])[] = [
  ['remoteUrl', { remoteUrl: 'https://other.example.com/mcp?toolsets=read-only' }],
  [
    'bearerTokenRef',
    {
      bearerTokenRef: clientSecretRef,
      tokenExchange: { ...request, externalTokenHeaderName: 'X-Upstream-Token' },
    },
  ],
];

it.each(PARTS)('refuses a part of %s', (prop, given) => {
  for (const runtime of RUNTIMES) {
    expect(refusalsOf({ ...BASE, ...given, ...runtime })).toEqual([`ERR_RUNTIME_UNSUPPORTED ${prop}`]);
  }
});

it.each([...propsThatAre(REFUSED), ...PARTS])('of which the runtime of its own takes %s', (_prop, given) => {
  expect(() => createProxy({ ...BASE, ...given })).not.toThrow();
});
