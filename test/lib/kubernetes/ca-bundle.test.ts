import { describe, expect, it } from 'vitest';
import { createProxy, deploymentSpecOf, REMOTE_URL, runConfigOf } from '../support';

/** Volumes and mounts beside those every proxy has, and the files the RunConfig names. */
function certificatesOf(remoteCa: object | undefined, oidcCa?: object): object {
  const inline = {
    issuer: 'https://auth.example.com',
    audience: 'mcp',
    caBundleRef: oidcCa && { configMapRef: oidcCa },
  };
  const { chart } = createProxy({
    remoteUrl: REMOTE_URL,
    image: 'registry.example.com/mcp-remote-proxy:1',
    remoteCaBundleRef: remoteCa,
    oidcConfig: oidcCa && { type: 'inline', inline },
  });
  const { spec } = deploymentSpecOf(chart).template;
  const { remote_ca_file: remote, oidc_config: oidc } = runConfigOf(chart);
  return {
    volumes: (spec['volumes'] as object[]).slice(2),
    mounts: (spec.containers[0]['volumeMounts'] as object[]).slice(2),
    files: [remote, (oidc as { CACertPath: string } | undefined)?.CACertPath],
  };
}

function mount(name: string, configMap: string): object {
  return { name, mountPath: `/config/certs/${configMap}`, readOnly: true };
}

function volume(name: string, configMap: string, ...keys: string[]): object {
  return { name, configMap: { name: configMap, items: keys.map((key) => ({ key, path: key })) } };
}

describe('certificates are mounted where the RunConfig says', () => {
  it('for the remote', () => {
    expect(certificatesOf({ name: 'ca' })).toEqual({
      volumes: [volume('ca-bundle-ca', 'ca', 'ca.crt')],
      mounts: [mount('ca-bundle-ca', 'ca')],
      files: ['/config/certs/ca/ca.crt', undefined],
    });
  });

  it('for the issuer, under the name of the operator', () => {
    expect(certificatesOf(undefined, { name: 'ca', key: 'issuer.pem' })).toEqual({
      volumes: [volume('oidc-ca-bundle-ca', 'ca', 'issuer.pem')],
      mounts: [mount('oidc-ca-bundle-ca', 'ca')],
      files: [undefined, '/config/certs/ca/issuer.pem'],
    });
  });

  it('for both from one ConfigMap in one volume', () => {
    expect(certificatesOf({ name: 'ca', key: 'remote.pem' }, { name: 'ca' })).toEqual({
      volumes: [volume('oidc-ca-bundle-ca', 'ca', 'ca.crt', 'remote.pem')],
      mounts: [mount('oidc-ca-bundle-ca', 'ca')],
      files: ['/config/certs/ca/remote.pem', '/config/certs/ca/ca.crt'],
    });
  });

  it('for both from one key, once', () => {
    expect(certificatesOf({ name: 'ca' }, { name: 'ca' })).toMatchObject({
      volumes: [volume('oidc-ca-bundle-ca', 'ca', 'ca.crt')],
      files: ['/config/certs/ca/ca.crt', '/config/certs/ca/ca.crt'],
    });
  });

  it('for each from a ConfigMap of its own', () => {
    expect(certificatesOf({ name: 'remote' }, { name: 'issuer' })).toEqual({
      volumes: [
        volume('oidc-ca-bundle-issuer', 'issuer', 'ca.crt'),
        volume('ca-bundle-remote', 'remote', 'ca.crt'),
      ],
      mounts: [mount('oidc-ca-bundle-issuer', 'issuer'), mount('ca-bundle-remote', 'remote')],
      files: ['/config/certs/remote/ca.crt', '/config/certs/issuer/ca.crt'],
    });
  });

  it.each(['a'.repeat(48), 'my-proxy-runconfig'])('from the ConfigMap %s', (name) => {
    expect(certificatesOf({ name })).toMatchObject({ mounts: [mount(`ca-bundle-${name}`, name)] });
    expect(`ca-bundle-${name}`.length).toBeLessThanOrEqual(63);
  });
});
