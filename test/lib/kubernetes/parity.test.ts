/**
 * What must stay as ToolHive's operator writes it, as literals: a team applies our YAML over the operator's objects,
 * selectors are immutable, and its runner reads these names.
 */
import { describe, expect, it } from 'vitest';
import { contentChecksum } from '../../../lib/run-config/checksum';
import operatorRunConfig from './operator/mixed-headers-run-config.json';
import {
  createProxy,
  deploymentSpecOf,
  manifestOf,
  manifestsOf,
  REMOTE_URL,
  runConfigTextOf,
} from '../support';

const BASE_LABELS = {
  app: 'mcpremoteproxy',
  'app.kubernetes.io/name': 'mcpremoteproxy',
  'app.kubernetes.io/instance': 'mixed-headers-proxy',
  toolhive: 'true',
  'toolhive-name': 'mixed-headers-proxy',
};

const RUN_CONFIG_LABELS = {
  'toolhive.stacklok.io/component': 'run-config',
  'toolhive.stacklok.io/mcp-remote-proxy': 'mixed-headers-proxy',
  'toolhive.stacklok.io/managed-by': 'toolhive-operator',
};

const { chart } = createProxy(
  {
    remoteUrl: REMOTE_URL,
    headerForward: {
      addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456', 'X-Request-Source': 'toolhive-proxy' },
      addHeadersFromSecret: [
        { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } },
      ],
    },
  },
  { id: 'mixed-headers-proxy', namespace: 'tools' },
);

const spec = deploymentSpecOf(chart);
const [container] = spec.template.spec.containers;

describe('objects', () => {
  it('are these, in this order, and no Role among them', () => {
    expect(manifestsOf(chart).map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace])).toEqual(
      [
        ['ServiceAccount', 'mixed-headers-proxy-remote-proxy-runner', 'tools'],
        ['ConfigMap', 'mixed-headers-proxy-runconfig', 'tools'],
        ['Deployment', 'mixed-headers-proxy', 'tools'],
        ['Service', 'mcp-mixed-headers-proxy-remote-proxy', 'tools'],
      ],
    );
  });

  it.each([
    ['ServiceAccount', undefined],
    ['ConfigMap', RUN_CONFIG_LABELS],
    ['Deployment', BASE_LABELS],
    ['Service', BASE_LABELS],
  ])('labels of the %s', (kind, labels) => {
    expect(manifestOf(chart, kind).metadata.labels).toEqual(labels);
  });
});

describe('Deployment', () => {
  it('selects by the base labels, which the pods have and no other', () => {
    expect(spec.selector).toEqual({ matchLabels: BASE_LABELS });
    expect(spec.template.metadata.labels).toEqual(BASE_LABELS);
  });

  it('leaves to Kubernetes what the operator leaves to it', () => {
    expect(Object.keys(spec).sort()).toEqual(['selector', 'template']);
  });

  it('has one container, with the env in this order', () => {
    expect(spec.template.spec.containers).toHaveLength(1);
    expect(container.name).toBe('toolhive');
    expect(container.env).toEqual([
      { name: 'TOOLHIVE_SECRETS_PROVIDER', value: 'environment' },
      {
        name: 'TOOLHIVE_SECRET_HEADER_FORWARD_X_API_KEY_MIXED_HEADERS_PROXY',
        valueFrom: { secretKeyRef: { name: 'api-key-secret', key: 'api-key' } },
      },
      { name: 'XDG_CONFIG_HOME', value: '/tmp' },
      { name: 'HOME', value: '/tmp' },
      { name: 'TOOLHIVE_RUNTIME', value: 'kubernetes' },
      { name: 'UNSTRUCTURED_LOGS', value: 'false' },
    ]);
  });

  it('starts the runner as the operator does', () => {
    expect(container['args']).toEqual(['run', '--foreground=true', 'placeholder-for-remote-proxy']);
    expect(container['ports']).toEqual([{ containerPort: 8080, name: 'http', protocol: 'TCP' }]);
    expect(container['volumeMounts']).toContainEqual({
      mountPath: '/etc/runconfig',
      name: 'runconfig',
      readOnly: true,
    });
    expect(spec.template.spec['volumes']).toContainEqual({
      name: 'runconfig',
      configMap: { name: 'mixed-headers-proxy-runconfig' },
    });
    expect(spec.template.spec['serviceAccountName']).toBe('mixed-headers-proxy-remote-proxy-runner');
  });

  it.each([
    ['readinessProbe', { periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 3 }],
    [
      'livenessProbe',
      { initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 6 },
    ],
  ])('%s', (probe, numbers) => {
    expect(container[probe]).toEqual({ httpGet: { path: '/health', port: 'http' }, ...numbers });
  });

  it('has no startup probe, which readiness would have to wait for', () => {
    expect(container).not.toHaveProperty('startupProbe');
  });
});

it('Service selects by the base labels and offers the port as a number', () => {
  expect(manifestOf(chart, 'Service')['spec']).toEqual({
    selector: BASE_LABELS,
    ports: [{ name: 'http', port: 8080, protocol: 'TCP', targetPort: 8080 }],
  });
});

it.each(['ClientIP', 'None'])(
  'Service has the session affinity %s when that is asked for',
  (sessionAffinity) => {
    const asked = createProxy({ remoteUrl: REMOTE_URL, sessionAffinity });
    expect(manifestOf(asked.chart, 'Service')['spec']).toMatchObject({ sessionAffinity });
  },
);

describe('checksum', () => {
  it("is the operator's for the operator's document", () => {
    const data = { 'runconfig.json': JSON.stringify(operatorRunConfig, null, 2) };
    expect(contentChecksum(data, RUN_CONFIG_LABELS)).toBe(
      'c0ae4c105f2b84a43d350f1e243b800be00aacdf237a38624cc9ffabf7e61a25',
    );
  });

  it('of the ConfigMap is the one that rolls the pods', () => {
    const checksum = contentChecksum({ 'runconfig.json': runConfigTextOf(chart) }, RUN_CONFIG_LABELS);
    expect(manifestOf(chart, 'ConfigMap').metadata.annotations).toEqual({
      'toolhive.stacklok.dev/content-checksum': checksum,
    });
    expect(spec.template.metadata.annotations).toEqual({
      'toolhive.stacklok.dev/runconfig-checksum': checksum,
    });
  });
});
