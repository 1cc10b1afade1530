import { describe, expect, it } from 'vitest';
import {
  createProxy,
  deploymentSpecOf,
  manifestOf,
  REMOTE_URL,
  runConfigOf,
  runConfigTextOf,
  TOOLHIVE_IMAGE,
} from '../support';

const refs = ['X-B', 'X-a', 'X-A-1', '__proto__', '7'].map((headerName) => ({
  headerName,
  valueSecretRef: { name: 's', key: 'k' },
}));
const plain = Object.entries({ 'Y-B': '1', 'Y-a': '2', '8': '3' });

function textOf(reorder: <T>(items: T[]) => T[]): string {
  const headerForward = {
    addPlaintextHeaders: Object.fromEntries(reorder(plain)),
    addHeadersFromSecret: reorder(refs.filter(({ headerName }) => headerName !== 'X-a')),
  };
  return runConfigTextOf(createProxy({ remoteUrl: REMOTE_URL, headerForward }).chart);
}

describe('RunConfig', () => {
  it('is the same in whatever order the headers are written, so that reordering rolls no pod', () => {
    expect(textOf((items) => items.toReversed())).toBe(textOf((items) => items));
  });

  it('is the same in whatever order origins are written', () => {
    const origins = ['https://b.example.com', 'https://a.example.com'];
    const textFor = (allowedOrigins: string[]): string =>
      runConfigTextOf(createProxy({ remoteUrl: REMOTE_URL, allowedOrigins }).chart);
    expect(textFor(origins.toReversed())).toBe(textFor(origins));
    expect(textFor([])).not.toContain('allowed_origins');
  });

  it('is small when little is asked for', () => {
    expect(runConfigOf(createProxy({ remoteUrl: REMOTE_URL, headerForward: {} }).chart)).toEqual({
      schema_version: 'v0.1.0',
      remote_url: REMOTE_URL,
      name: 'my-proxy',
      transport: 'streamable-http',
      host: '0.0.0.0',
      port: 8080,
    });
  });

  it('gets another checksum with any change, and only then', () => {
    const checksumOf = (props: object): unknown =>
      deploymentSpecOf(createProxy({ remoteUrl: REMOTE_URL, ...props }).chart).template.metadata.annotations[
        'toolhive.stacklok.dev/runconfig-checksum'
      ];
    expect(checksumOf({ port: 8081 })).not.toBe(checksumOf({}));
    expect(checksumOf({ replicas: 2 })).toBe(checksumOf({}));
  });

  it.each([
    ['tools', 'http://mcp-my-proxy-remote-proxy.tools.svc.cluster.local:9000'],
    [undefined, 'http://mcp-my-proxy-remote-proxy.default.svc.cluster.local:9000'],
  ])('names the Service that exists as the resource, in the namespace %s', (namespace, url) => {
    const props = { remoteUrl: REMOTE_URL, image: TOOLHIVE_IMAGE, port: 9000, oidcConfig: {} };
    const { chart } = createProxy(props, namespace === undefined ? {} : { namespace });
    expect(runConfigOf(chart)['oidc_config']).toMatchObject({ ResourceURL: url });
    expect(url).toContain(`//${manifestOf(chart, 'Service').metadata.name}.`);
  });
});
