/** Pod Security Standard "restricted" (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
import { expect, it } from 'vitest';
import { createProxy, deploymentSpecOf, manifestOf, REMOTE_URL, TOOLHIVE_IMAGE } from '../support';

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
])('mounts the token only where something reads it: %s', (_title, props, mounted) => {
  const { chart } = createProxy({ remoteUrl: REMOTE_URL, image: TOOLHIVE_IMAGE, ...props });
  expect(deploymentSpecOf(chart).template.spec['automountServiceAccountToken']).toBe(mounted);
  expect(manifestOf(chart, 'ServiceAccount')['automountServiceAccountToken']).toBe(mounted);
});
