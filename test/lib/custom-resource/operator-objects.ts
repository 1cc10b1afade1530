/**
 * The objects that ToolHive's operator makes of a custom resource, as far as they are to be ours: names, labels, what runs
 * and what it is given. Written down from what its releases do, like `operator.ts`. What differs on purpose, such as the
 * numbers of probes, is in docs/operator-parity.md and not here.
 */
import { isRecord } from '../../../contract/shape';
import type { Manifest } from '../support';
import { fields, find, portOf, secretEnvOf, text } from './operator';
import type { Cluster, Fields } from './operator';

/** The parts that are compared. */
export interface Objects {
  readonly names: Readonly<Record<string, string>>;
  readonly deployment: Metadata;
  readonly pod: Metadata;
  readonly service: Metadata;
  readonly configMap: Pick<Metadata, 'labels'>;
  readonly selectors: readonly [deployment: Fields, service: Fields];
  readonly serviceAccountName: string;
  readonly imagePullSecrets: readonly unknown[];
  readonly args: readonly string[];
  readonly containerPorts: readonly unknown[];
  readonly servicePorts: readonly unknown[];
  readonly health: readonly unknown[];
  /** By name. */
  readonly env: Fields;
  /** Where the resource says them: what it leaves out is Kubernetes' or an autoscaler's here, and the operator's there. */
  readonly asked: Fields;
  /** The ConfigMap and its keys, by the folder it is mounted at. */
  readonly mounts: Fields;
}

interface Metadata {
  readonly labels: Fields;
  readonly annotations: Fields;
}

const HEALTH = { path: '/health', port: 'http' };

export function operatorObjectsOf(cluster: Cluster, version: string): Objects {
  const { metadata, ...resource } = cluster.resource;
  const { name } = metadata;
  const spec = fields(resource['spec']);
  const overrides = fields(spec['resourceOverrides']);
  const deployment = fields(overrides['proxyDeployment']);
  const port = portOf(spec);
  const base = {
    app: 'mcpremoteproxy',
    'app.kubernetes.io/name': 'mcpremoteproxy',
    'app.kubernetes.io/instance': name,
    toolhive: 'true',
    'toolhive-name': name,
  };
  const account = text(spec['serviceAccount']);
  return {
    names: {
      Deployment: name,
      ConfigMap: `${name}-runconfig`,
      Service: `mcp-${name}-remote-proxy`,
      ...(account === '' ? { ServiceAccount: `${name}-remote-proxy-runner` } : {}),
    },
    deployment: withOwn(base, deployment),
    pod: withOwn(base, fields(deployment['podTemplateMetadataOverrides'])),
    service: withOwn(base, fields(overrides['proxyService'])),
    configMap: {
      labels: {
        'toolhive.stacklok.io/component': 'run-config',
        'toolhive.stacklok.io/mcp-remote-proxy': name,
        'toolhive.stacklok.io/managed-by': 'toolhive-operator',
      },
    },
    selectors: [base, base],
    serviceAccountName: account || `${name}-remote-proxy-runner`,
    imagePullSecrets: (deployment['imagePullSecrets'] ?? []) as unknown[],
    args: ['run', '--foreground=true', 'placeholder-for-remote-proxy'],
    containerPorts: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
    servicePorts: [{ name: 'http', port, targetPort: port, protocol: 'TCP' }],
    health: [HEALTH, HEALTH],
    env: byName(envOf(cluster, deployment)),
    asked: { replicas: spec['replicas'], sessionAffinity: spec['sessionAffinity'] },
    mounts: {
      '/etc/runconfig': { name: `${name}-runconfig`, keys: null },
      // Release 0.8 names the file, and mounts nothing there.
      ...(version === 'v1beta1' ? certificatesOf(cluster, spec) : {}),
    },
  };
}

function withOwn(base: Fields, { labels, annotations }: Fields): Metadata {
  return { labels: { ...fields(labels), ...base }, annotations: fields(annotations) };
}

function envOf(cluster: Cluster, { env }: Fields): readonly Fields[] {
  const own = (env ?? []) as readonly Fields[];
  const defaults = {
    XDG_CONFIG_HOME: '/tmp',
    HOME: '/tmp',
    TOOLHIVE_RUNTIME: 'kubernetes',
    UNSTRUCTURED_LOGS: 'false',
  };
  const isGiven = (name: string) => own.some((entry) => entry['name'] === name);
  return [
    ...secretEnvOf(cluster),
    ...own,
    ...Object.entries(defaults).flatMap(([name, value]) => (isGiven(name) ? [] : [{ name, value }])),
  ];
}

/** The API server reads no value as an empty one. */
function byName(env: readonly Fields[]): Fields {
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [text(name), valueFrom ?? text(value)]));
}

function certificatesOf(cluster: Cluster, spec: Fields): Fields {
  const shared = fields(find(cluster, 'MCPOIDCConfig', fields(spec['oidcConfigRef'])['name'])['spec']);
  const { name, key } = fields(fields(fields(shared['inline'])['caBundleRef'])['configMapRef']);
  const file = text(key) || 'ca.crt';
  return name === undefined ? {} : { [`/config/certs/${text(name)}`]: { name, keys: { [file]: file } } };
}

/** The same parts of ours. */
export function ourObjectsOf(manifests: readonly Manifest[], version: string): Objects {
  const bodyOf = (kind: string): Fields => manifests.find((manifest) => manifest.kind === kind) ?? {};
  const [deployment, service] = [bodyOf('Deployment'), bodyOf('Service')];
  const deploymentSpec = fields(deployment['spec']);
  const template = fields(deploymentSpec['template']);
  const pod = fields(template['spec']);
  const [container = {}] = pod['containers'] as readonly Fields[];
  const serviceSpec = fields(service['spec']);
  const probe = (name: string) => fields(container[name])['httpGet'];
  return {
    names: Object.fromEntries(manifests.filter(isOfProxy).map(({ kind, metadata }) => [kind, metadata.name])),
    deployment: metadataOf(deployment),
    pod: metadataOf(template),
    service: metadataOf(service),
    configMap: { labels: metadataOf(bodyOf('ConfigMap')).labels },
    selectors: [fields(fields(deploymentSpec['selector'])['matchLabels']), fields(serviceSpec['selector'])],
    serviceAccountName: text(pod['serviceAccountName']),
    imagePullSecrets: (pod['imagePullSecrets'] ?? []) as unknown[],
    args: container['args'] as string[],
    containerPorts: container['ports'] as unknown[],
    servicePorts: serviceSpec['ports'] as unknown[],
    health: [probe('livenessProbe'), probe('readinessProbe')],
    env: byName(container['env'] as readonly Fields[]),
    asked: { replicas: deploymentSpec['replicas'], sessionAffinity: serviceSpec['sessionAffinity'] },
    mounts: mountsOf(container, pod, version),
  };
}

/** The runtime, which the operator has in an image, is beside them. */
function isOfProxy({ metadata }: Manifest): boolean {
  return metadata.name !== 'mcp-remote-proxy-runtime';
}

function metadataOf(object: Fields): Metadata {
  const { labels, annotations } = fields(object['metadata']);
  const own = Object.entries(fields(annotations)).filter(
    ([key]) => key !== 'toolhive.stacklok.dev/runconfig-checksum',
  );
  return { labels: fields(labels), annotations: Object.fromEntries(own) };
}

function mountsOf({ volumeMounts }: Fields, { volumes }: Fields, version: string): Fields {
  const entries = (volumeMounts as readonly Fields[]).flatMap(({ name, mountPath }) => {
    const volume = (volumes as readonly Fields[]).find((one) => one['name'] === name);
    const configMap = volume?.['configMap'];
    const isCompared =
      mountPath === '/etc/runconfig' ||
      (version === 'v1beta1' && text(mountPath).startsWith('/config/certs/'));
    return isCompared && isRecord(configMap) ? [[text(mountPath), sourceOf(configMap)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function sourceOf({ name, items }: Fields): Fields {
  const entries = (items as readonly Fields[] | undefined)?.map(
    ({ key, path }) => [text(key), path] as const,
  );
  return { name, keys: entries === undefined ? null : Object.fromEntries(entries) };
}
