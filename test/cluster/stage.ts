/** The namespace the suite runs in, with the back end and the clients; all that is applied comes from a synth. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { build } from 'esbuild';
import { findLeaks } from '../../examples/demo/leaks';
import { BUNDLED_RUNTIME_COMMAND } from '../../contract/bundled-runtime';
import { McpRemoteProxy } from '../../lib/index';
import type { McpRemoteProxyProps } from '../../lib/index';
import { packProgram } from '../../runtime/bundle/pack';
import { kubectl, startKubectl, tryKubectl } from './kubectl';
import type { LoadResult } from './tools/load';

const TOOLS = 'tools';

export class Stage {
  readonly namespace = `mcp-e2e-${Math.random().toString(36).slice(2, 8)}`;
  readonly remoteUrl = 'http://tools:8080/mcp';
  readonly #secrets: string[] = [];

  async open(): Promise<void> {
    kubectl(['create', 'namespace', this.namespace]);
    const restricted = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
    kubectl(['label', 'namespace', this.namespace, ...restricted]);
    const files = await packProgram(await bundleTools());
    // Larger than the annotation of a client-side apply can hold.
    this.apply((chart) => createTools(chart, files), ['--server-side']);
    this.run(['rollout', 'status', `deployment/${TOOLS}`, '--timeout=60s']);
  }

  close(): void {
    tryKubectl(['delete', 'namespace', this.namespace, '--wait=false']);
  }

  /** kubectl in the namespace. */
  run(args: readonly string[], input?: string): string {
    return kubectl(['--namespace', this.namespace, ...args], input);
  }

  /** Synthesizes a chart and applies all of it; gives what kubectl prints, and throws on a warning. */
  apply(fill: (chart: Chart) => void, options: readonly string[] = []): string {
    return this.applyFolder(this.synth(fill), options);
  }

  synth(fill: (chart: Chart) => void): string {
    const outdir = mkdtempSync(join(tmpdir(), 'cluster-'));
    const app = new App({ outdir });
    fill(new Chart(app, 'chart', { namespace: this.namespace }));
    app.synth();
    return outdir;
  }

  applyFolder(folder: string, options: readonly string[] = []): string {
    const { ok, stdout, stderr } = tryKubectl(['apply', ...options, '--filename', folder]);
    if (!ok || stderr !== '') throw new Error(`kubectl apply\n${stdout}${stderr}`);
    return stdout;
  }

  /** Applies a proxy and waits until all its pods serve. */
  applyProxy(name: string, props: Partial<McpRemoteProxyProps>): string {
    const printed = this.apply((chart) => {
      new McpRemoteProxy(chart, name, { remoteUrl: this.remoteUrl, ...props });
    });
    this.awaitRollout(name);
    return printed;
  }

  awaitRollout(name: string): void {
    this.run(['rollout', 'status', `deployment/${name}`, '--timeout=60s']);
  }

  createSecret(name: string, data: Readonly<Record<string, string>>): void {
    this.#secrets.push(...Object.values(data).filter((value) => value !== ''));
    const literals = Object.entries(data).map(([key, value]) => `--from-literal=${key}=${value}`);
    this.run(['create', 'secret', 'generic', name, ...literals]);
  }

  urlOf(name: string): string {
    return `http://mcp-${name}-remote-proxy.${this.namespace}.svc.cluster.local:8080/mcp`;
  }

  /** One of the suite's own programs, in the cluster. */
  useTool(...args: readonly string[]): string {
    return this.run(['exec', `deployment/${TOOLS}`, '--', ...BUNDLED_RUNTIME_COMMAND, ...args]);
  }

  /** Header fields of every request that arrived since the last question. */
  recorded(): string[][] {
    return JSON.parse(this.useTool('get', 'http://127.0.0.1:8080/recorded')) as string[][];
  }

  /** A steady load on a proxy while something happens to it. */
  async underLoad(name: string, happen: () => Promise<void> | void): Promise<LoadResult> {
    const exec = ['--namespace', this.namespace, 'exec', '--stdin', `deployment/${TOOLS}`, '--'];
    const client = startKubectl([...exec, ...BUNDLED_RUNTIME_COMMAND, 'load', this.urlOf(name)]);
    let output = '';
    client.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    const ended = new Promise((resolve) => client.once('close', resolve));
    try {
      await happen();
    } finally {
      client.stdin?.end();
      await ended;
    }
    const [, result] = output.split('started\n');
    if (result === undefined) throw new Error(`the load did not start: ${output}`);
    return JSON.parse(result) as LoadResult;
  }

  /** Everything the cluster shows of the namespace but the Secrets. */
  describe(): string {
    const pods = this.run(['get', 'pods', '--output', 'name']).trim().split('\n');
    const logs = pods.map((pod) => tryKubectl(['--namespace', this.namespace, 'logs', pod]).stdout);
    const kinds = 'pods,events,configmaps,deployments,replicasets,services,endpointslices,serviceaccounts';
    return [this.run(['describe', 'pods']), this.run(['get', kinds, '--output', 'yaml']), ...logs].join('\n');
  }

  checkNoSecretShows(): void {
    const leaks = findLeaks(this.#secrets, [{ name: 'what the cluster shows', text: this.describe() }]);
    if (leaks.length > 0) throw new Error(`a secret value is in ${leaks.join(', ')}`);
  }
}

async function bundleTools(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'tools/main.ts')],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    write: false,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('nothing was bundled');
  return file.contents;
}

function createTools(chart: Chart, files: Readonly<Record<string, string | Uint8Array>>): void {
  const binaryData = Object.entries(files).map(([name, data]) => [
    name,
    Buffer.from(data).toString('base64'),
  ]);
  // cdk8s-plus compiles without exactOptionalPropertyTypes, which tells its class and its interface apart.
  const program = new kplus.ConfigMap(chart, 'program', {
    metadata: { name: TOOLS },
    binaryData: Object.fromEntries(binaryData) as Record<string, string>,
  }) as kplus.IConfigMap;
  const deployment = new kplus.Deployment(chart, TOOLS, {
    metadata: { name: TOOLS },
    replicas: 1,
    automountServiceAccountToken: false,
    securityContext: { user: 1000, group: 1000, ensureNonRoot: true },
  });
  deployment.addContainer({
    name: TOOLS,
    image: 'node:26-slim',
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    command: [...BUNDLED_RUNTIME_COMMAND],
    args: ['serve'],
    portNumber: 8080,
    resources: { memory: { limit: Size.mebibytes(512) } },
    readiness: kplus.Probe.fromHttpGet('/healthz', { port: 8080 }),
    volumeMounts: [
      { path: '/opt/mcp-remote-proxy', volume: kplus.Volume.fromConfigMap(chart, 'v', program) },
    ],
    securityContext: {
      user: 1000,
      group: 1000,
      capabilities: { drop: [kplus.Capability.ALL] },
      seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
    },
  });
  new kplus.Service(chart, 'service', {
    metadata: { name: TOOLS },
    ports: [{ port: 8080 }],
    selector: deployment,
  });
}
