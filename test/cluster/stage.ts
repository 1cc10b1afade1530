/** The namespace that cases run in, with the back end and the clients; all that is applied comes from a synth. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { BUNDLED_RUNTIME_COMMAND } from '../../contract/bundled-runtime';
import { McpRemoteProxy } from '../../lib/index';
import type { McpRemoteProxyProps, ProxyRuntime } from '../../lib/index';
import { kubectl, startKubectl, tryKubectl, waitUntil } from './kubectl';
import { checkNoSecretShows, describeWithoutSecrets } from './sight';
import type { LoadResult } from './tools/load';
import { createTools, packTools, TOOLS } from './tools-deployment';

interface PodMetadata {
  readonly name: string;
  readonly deletionTimestamp?: string;
}

export class Stage {
  readonly namespace = `mcp-e2e-${Math.random().toString(36).slice(2, 8)}`;
  readonly remoteUrl = 'http://tools:8080/mcp';
  readonly #secrets: string[] = [];
  /** What is synthesized, until the stage closes. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  /** Puts right what a case changed outside of the namespace. */
  readonly #undo: (() => Promise<unknown>)[] = [];

  /** All proxies run `runtime`. */
  constructor(readonly runtime: ProxyRuntime) {}

  async open(): Promise<void> {
    await kubectl(['create', 'namespace', this.namespace]);
    const restricted = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
    await kubectl(['label', 'namespace', this.namespace, ...restricted]);
    const files = await packTools();
    // Larger than the annotation of a client-side apply can hold.
    await this.apply((chart) => createTools(chart, files), ['--server-side']);
    await this.awaitRollout(TOOLS);
  }

  async close(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
    await tryKubectl(['delete', 'namespace', this.namespace, '--wait=false', '--ignore-not-found']);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Done when the stage closes, whatever becomes of the case. */
  onClose(undo: () => Promise<unknown>): void {
    this.#undo.push(undo);
  }

  /** kubectl in the namespace. */
  async run(args: readonly string[], input?: string): Promise<string> {
    return kubectl(['--namespace', this.namespace, ...args], input);
  }

  /** Synthesizes a chart and applies all of it; gives what kubectl prints, and throws on a warning. */
  async apply(fill: (chart: Chart) => void, options: readonly string[] = []): Promise<string> {
    return this.applyFolder(this.synth(fill), options);
  }

  synth(fill: (chart: Chart) => void): string {
    const outdir = mkdtempSync(join(this.#folder, 'chart-'));
    const app = new App({ outdir });
    fill(new Chart(app, 'chart', { namespace: this.namespace }));
    app.synth();
    return outdir;
  }

  async applyFolder(folder: string, options: readonly string[] = []): Promise<string> {
    const { ok, stdout, stderr } = await tryKubectl(['apply', ...options, '--filename', folder]);
    if (!ok || stderr !== '') throw new Error(`kubectl apply\n${stdout}${stderr}`);
    return stdout;
  }

  /** The manifests of a proxy. */
  synthProxy(name: string, props: Partial<McpRemoteProxyProps> = {}): string {
    return this.synthProxies({ [name]: props });
  }

  synthProxies(proxies: Readonly<Record<string, Partial<McpRemoteProxyProps>>>): string {
    return this.synth((chart) => {
      for (const [name, props] of Object.entries(proxies)) {
        new McpRemoteProxy(chart, name, {
          remoteUrl: this.remoteUrl,
          runtime: this.runtime,
          oidcConfig: { type: 'none' },
          ...props,
        });
      }
    });
  }

  /** Applies a proxy and waits until it serves. */
  async applyProxy(name: string, props: Partial<McpRemoteProxyProps> = {}): Promise<void> {
    await this.applyProxies({ [name]: props });
  }

  async applyProxies(proxies: Readonly<Record<string, Partial<McpRemoteProxyProps>>>): Promise<void> {
    await this.applyFolder(this.synthProxies(proxies));
    for (const name of Object.keys(proxies)) await this.awaitServed(name);
  }

  /** Until all pods of a proxy serve, and its Service leads there. */
  async awaitServed(name: string): Promise<void> {
    await this.awaitRollout(name);
    await waitUntil(`the Service of ${name} answers`, async () => this.#isServed(name));
  }

  /** A pod is ready a moment before its node knows where a new Service leads. */
  async #isServed(name: string): Promise<boolean> {
    const get = ['get', new URL('/health', this.urlOf(name)).href];
    const exec = ['--namespace', this.namespace, 'exec', `deployment/${TOOLS}`, '--'];
    return (await tryKubectl([...exec, ...BUNDLED_RUNTIME_COMMAND, ...get])).ok;
  }

  async awaitRollout(name: string): Promise<void> {
    await this.run(['rollout', 'status', `deployment/${name}`, '--timeout=90s']);
  }

  async scale(name: string, replicas: number): Promise<void> {
    await this.run(['scale', `deployment/${name}`, `--replicas=${replicas}`]);
    await this.awaitRollout(name);
  }

  /** What `jsonPath` finds in the list of a proxy's pods. */
  async askPods(name: string, jsonPath: string): Promise<string> {
    return this.run(['get', 'pods', `--selector=toolhive-name=${name}`, `--output=jsonpath=${jsonPath}`]);
  }

  /** Names of a proxy's pods that are not about to go. */
  async stayingPods(name: string): Promise<string[]> {
    const list = await this.run(['get', 'pods', `--selector=toolhive-name=${name}`, '--output=json']);
    const { items } = JSON.parse(list) as { items: readonly { metadata: PodMetadata }[] };
    const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return staying.map(({ metadata }) => metadata.name);
  }

  async createSecret(name: string, data: Readonly<Record<string, string>>): Promise<void> {
    this.#secrets.push(...Object.values(data).filter((value) => value !== ''));
    const literals = Object.entries(data).map(([key, value]) => `--from-literal=${key}=${value}`);
    await this.run(['create', 'secret', 'generic', name, ...literals]);
  }

  urlOf(name: string): string {
    return `http://mcp-${name}-remote-proxy.${this.namespace}.svc.cluster.local:8080/mcp`;
  }

  /** One of the suite's own programs, in the cluster. */
  async useTool(...args: readonly string[]): Promise<string> {
    return this.run(['exec', `deployment/${TOOLS}`, '--', ...BUNDLED_RUNTIME_COMMAND, ...args]);
  }

  /** Header fields of every request that arrived since the last question. */
  async recorded(): Promise<string[][]> {
    return JSON.parse(await this.useTool('get', 'http://127.0.0.1:8080/recorded')) as string[][];
  }

  /** A program of the suite that goes on while something happens; gives what it printed at its end. */
  async during<T>(args: readonly string[], happen: () => Promise<void>): Promise<T> {
    const exec = ['--namespace', this.namespace, 'exec', '--stdin', `deployment/${TOOLS}`, '--'];
    const client = startKubectl([...exec, ...BUNDLED_RUNTIME_COMMAND, ...args]);
    let output = '';
    const ended = new Promise((resolve) => client.once('close', resolve));
    const started = new Promise<void>((resolve) => {
      client.stdout?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.startsWith('started\n')) resolve();
      });
    });
    try {
      await Promise.race([started, ended]);
      await happen();
    } finally {
      client.stdin?.end();
      await ended;
    }
    const [, result] = output.split('started\n');
    if (!result) throw new Error(`${args.join(' ')} printed ${JSON.stringify(output)}`);
    return JSON.parse(result) as T;
  }

  /** A steady load on a proxy while something happens to it. */
  async underLoad(name: string, happen: () => Promise<void>): Promise<LoadResult> {
    return this.during(['load', this.urlOf(name)], happen);
  }

  /** What helps to find out why a case failed, without secret values. */
  async describe(): Promise<string> {
    return describeWithoutSecrets(this.namespace, this.#secrets);
  }

  /** Throws when a secret value is anywhere but in its Secret. */
  async checkNoSecretShows(): Promise<void> {
    await checkNoSecretShows(this.namespace, this.#secrets);
  }
}
