/**
 * What ToolHive's operator (release 0.44, the first whose pods a namespace with Pod Security "restricted" lets in) makes of
 * an MCPRemoteProxy. Written down here a second time, so that it does not change when ours does. In the container is our
 * runtime, started with the operator's arguments, in the place of ToolHive's runner.
 */
import { createHash } from 'node:crypto';
import { BUNDLED_RUNTIME_COMMAND, BUNDLED_RUNTIME_DIR } from '../../contract/bundled-runtime';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

export interface OperatedProxy {
  readonly name: string;
  readonly remoteUrl: string;
  readonly secret: { readonly name: string; readonly key: string };
  /** ConfigMap of the runtime that stands in for ToolHive's. */
  readonly runtime: string;
  /** The resource the objects are made for. */
  readonly owner: { readonly uid: string };
}

export const OPERATED_HEADERS = {
  plaintext: 'X-Tenant-ID',
  secret: 'X-API-Key',
  tenant: 'tenant-456',
} as const;

export function resourceOf({ name, remoteUrl, secret }: Omit<OperatedProxy, 'owner'>): Manifest {
  const { plaintext, secret: headerName, tenant } = OPERATED_HEADERS;
  return {
    apiVersion: 'toolhive.stacklok.dev/v1beta1',
    kind: 'MCPRemoteProxy',
    metadata: { name },
    spec: {
      remoteUrl,
      headerForward: {
        addPlaintextHeaders: { [plaintext]: tenant },
        addHeadersFromSecret: [{ headerName, valueSecretRef: secret }],
      },
    },
  };
}

/** In the order the operator creates them in. */
export function operatorObjects(proxy: OperatedProxy): Manifest[] {
  const { name, owner } = proxy;
  const ownerReferences = [
    {
      apiVersion: 'toolhive.stacklok.dev/v1beta1',
      kind: 'MCPRemoteProxy',
      name,
      uid: owner.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ];
  return [...accessObjects(name), runConfigMap(proxy), deployment(proxy), service(name)].map((object) => ({
    ...object,
    metadata: { ...object.metadata, ownerReferences },
  }));
}

function baseLabels(name: string): Record<string, string> {
  return {
    app: 'mcpremoteproxy',
    'app.kubernetes.io/name': 'mcpremoteproxy',
    'app.kubernetes.io/instance': name,
    toolhive: 'true',
    'toolhive-name': name,
  };
}

const runnerOf = (name: string): string => `${name}-remote-proxy-runner`;

function accessObjects(name: string): Manifest[] {
  const metadata = { name: runnerOf(name) };
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata };
  const read = (resource: string) => ({
    apiGroups: [''],
    resources: [resource],
    verbs: ['get', 'list', 'watch'],
  });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { ...rbac, kind: 'Role', rules: [read('configmaps'), read('secrets')] },
    {
      ...rbac,
      kind: 'RoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: runnerOf(name) },
      subjects: [{ kind: 'ServiceAccount', name: runnerOf(name) }],
    },
  ];
}

/** The part of an env variable's name and of an identifier that stands for a header or a proxy. */
const identifierPart = (text: string): string => text.toUpperCase().replaceAll('-', '_');

function secretIdentifier(name: string): string {
  return `HEADER_FORWARD_${identifierPart(OPERATED_HEADERS.secret)}_${identifierPart(name)}`;
}

function runConfigText({ name, remoteUrl }: OperatedProxy): string {
  const { plaintext, secret, tenant } = OPERATED_HEADERS;
  const document = {
    schema_version: 'v0.1.0',
    image: '',
    remote_url: remoteUrl,
    name,
    container_name: name,
    base_name: name,
    transport: 'streamable-http',
    host: '0.0.0.0',
    port: 8080,
    permission_profile: {
      name: 'network',
      network: { outbound: { insecure_allow_all: true }, inbound: {} },
    },
    env_vars: { MCP_TRANSPORT: 'streamable-http' },
    container_labels: {
      toolhive: 'true',
      'toolhive-basename': name,
      'toolhive-name': name,
      'toolhive-port': '8080',
      'toolhive-transport': 'streamable-http',
    },
    proxy_mode: 'streamable-http',
    middleware_configs: [
      { type: 'bodylimit', parameters: { max_bytes: 8_388_608 } },
      { type: 'auth', parameters: {} },
      { type: 'mcp-parser', parameters: {} },
      { type: 'usagemetrics', parameters: {} },
      { type: 'header-forward', parameters: { add_headers: { [plaintext]: tenant } } },
      { type: 'recovery', parameters: null },
    ],
    header_forward: {
      add_plaintext_headers: { [plaintext]: tenant },
      add_headers_from_secret: { [secret]: secretIdentifier(name) },
    },
  };
  return JSON.stringify(document, null, 2);
}

function runConfigLabels(name: string): Record<string, string> {
  return {
    'toolhive.stacklok.io/component': 'run-config',
    'toolhive.stacklok.io/managed-by': 'toolhive-operator',
    'toolhive.stacklok.io/mcp-remote-proxy': name,
  };
}

/** Every key and its value, of the data and then of the labels. */
function checksumOf(proxy: OperatedProxy): string {
  const labels = Object.entries(runConfigLabels(proxy.name)).flat();
  return createHash('sha256')
    .update(['runconfig.json', runConfigText(proxy), ...labels].join(''))
    .digest('hex');
}

function runConfigMap(proxy: OperatedProxy): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `${proxy.name}-runconfig`,
      labels: runConfigLabels(proxy.name),
      annotations: { 'toolhive.stacklok.dev/content-checksum': checksumOf(proxy) },
    },
    data: { 'runconfig.json': runConfigText(proxy) },
  };
}

function deployment(proxy: OperatedProxy): Manifest {
  const labels = baseLabels(proxy.name);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: proxy.name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels,
          annotations: { 'toolhive.stacklok.dev/runconfig-checksum': checksumOf(proxy) },
        },
        spec: podSpec(proxy),
      },
    },
  };
}

const RESTRICTED = { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000 } as const;
const SECCOMP = { seccompProfile: { type: 'RuntimeDefault' } } as const;

function podSpec(proxy: OperatedProxy): object {
  return {
    serviceAccountName: runnerOf(proxy.name),
    securityContext: { ...RESTRICTED, ...SECCOMP, fsGroup: 1000 },
    containers: [container(proxy)],
    volumes: [
      { name: 'runconfig', configMap: { name: `${proxy.name}-runconfig` } },
      { name: 'stand-in', configMap: { name: proxy.runtime } },
    ],
  };
}

function container(proxy: OperatedProxy): object {
  const httpGet = { path: '/health', port: 'http' };
  return {
    name: 'toolhive',
    image: 'node:26-slim',
    command: BUNDLED_RUNTIME_COMMAND,
    args: ['run', '--foreground=true', 'placeholder-for-remote-proxy'],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: envOf(proxy),
    startupProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 18 },
    livenessProbe: {
      httpGet,
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    readinessProbe: {
      httpGet,
      initialDelaySeconds: 15,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
    resources: {},
    securityContext: {
      ...RESTRICTED,
      ...SECCOMP,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'runconfig', mountPath: '/etc/runconfig', readOnly: true },
      { name: 'stand-in', mountPath: BUNDLED_RUNTIME_DIR },
    ],
  };
}

/** The provider twice, as it is written. */
function envOf({ name, secret }: OperatedProxy): object[] {
  const provider = { name: 'TOOLHIVE_SECRETS_PROVIDER', value: 'environment' };
  const id = `TOOLHIVE_SECRET_${secretIdentifier(name)}`;
  return [
    provider,
    { name: id, valueFrom: { secretKeyRef: secret } },
    { name: 'XDG_CONFIG_HOME', value: '/tmp' },
    { name: 'HOME', value: '/tmp' },
    { name: 'TOOLHIVE_RUNTIME', value: 'kubernetes' },
    { name: 'UNSTRUCTURED_LOGS', value: 'false' },
    provider,
  ];
}

function service(name: string): Manifest {
  const labels = baseLabels(name);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `mcp-${name}-remote-proxy`, labels },
    spec: {
      selector: labels,
      sessionAffinity: 'ClientIP',
      ports: [{ name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP' }],
    },
  };
}
