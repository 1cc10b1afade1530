/** Pod Security Standard "restricted" (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
import { expect, it } from 'vitest';
import { createProxy, deploymentSpecOf, manifestOf, REMOTE_URL } from '../support';

const { spec: pod } = deploymentSpecOf(createProxy({ remoteUrl: REMOTE_URL }).chart).template;

it('holds for the pod', () => {
  expect(pod['securityContext']).toEqual({
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

it('holds for the container, which can write to /tmp only', () => {
  const [container] = pod.containers;
  expect(container['securityContext']).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container['volumeMounts']).toContainEqual({ mountPath: '/tmp', name: 'tmp' });
  expect(pod['volumes']).toContainEqual({ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } });
});

it.each([
  ['without oidcConfig', {}, false],
  [
    'with tokens of another issuer',
    { oidcConfig: { type: 'inline', inline: { issuer: 'https://a.example.com', audience: 'a' } } },
    false,
  ],
  ['with tokens of the cluster', { oidcConfig: { type: 'kubernetes' } }, true],
  [
    'with tokens of the cluster, verified anonymously',
    { oidcConfig: { kubernetes: { useClusterAuth: false } } },
    false,
  ],
])('mounts a token only where something reads it: %s', (_title, props, mounted) => {
  const { chart } = createProxy({ remoteUrl: REMOTE_URL, ...props });
  const { spec } = deploymentSpecOf(chart).template;
  expect(spec['automountServiceAccountToken']).toBe(false);
  expect(manifestOf(chart, 'ServiceAccount')['automountServiceAccountToken']).toBe(false);
  const identity = {
    name: 'cluster-identity',
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      ],
    },
  };
  const mount = {
    name: 'cluster-identity',
    mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
    readOnly: true,
  };
  expect(volumesOf(spec['volumes'])).toEqual(mounted ? [identity] : []);
  expect(volumesOf(spec.containers[0]['volumeMounts'])).toEqual(mounted ? [mount] : []);
});

/** Those that have to do with the cluster; the RunConfig, the runtime and /tmp are in every pod. */
function volumesOf(volumes: unknown): unknown[] {
  return (volumes as { name: string }[]).filter(
    ({ name }) => !['runconfig', 'runtime', 'tmp'].includes(name),
  );
}
