/**
 * One definition on its whole way: construct -> YAML on disk -> `local` as a process -> real MCP server <- real MCP
 * client. Every text that is produced on the way is kept, to be searched for secret values at the end.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { HeaderForwardProps } from 'cdk8s-mcp-remote-proxy';
import { stringify } from 'yaml';
import { findLeaks } from '../../examples/demo/leaks';
import type { Place } from '../../examples/demo/leaks';
import { startLocalProxy } from '../../examples/demo/local-proxy';
import type { LocalProxy } from '../../examples/demo/local-proxy';
import { startRecordingServer } from '../../examples/demo/recording-server';
import type { RawHeaders, RecordingServer } from '../../examples/demo/recording-server';
import { headerKey } from '../../contract/header-names';
import { PROGRAM, runCommand } from '../support/run-command';
import type { CommandResult } from '../support/run-command';

/** Secret name to key to value. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

export class Stage {
  readonly remote: RecordingServer;
  readonly #directory = mkdtempSync(join(tmpdir(), 'e2e-test-'));
  readonly #places: Place[] = [];
  readonly #values: string[] = [];
  readonly #proxies: LocalProxy[] = [];

  constructor(remote: RecordingServer) {
    this.remote = remote;
  }

  /** Synthesizes a definition for the remote of this stage; gives the file `kubectl apply` would get. */
  synthesize(name: string, headerForward: HeaderForwardProps): string {
    const chart = new Chart(new App(), 'mcp', { namespace: 'toolhive' });
    new McpRemoteProxy(chart, name, {
      remoteUrl: this.remote.url,
      headerForward,
      // The most talkative log there is: nothing may be in it at any level.
      resourceOverrides: { proxyDeployment: { env: [{ name: 'TOOLHIVE_DEBUG', value: 'true' }] } },
    });
    const file = join(this.#directory, `${name}.k8s.yaml`);
    const manifests: object[] = Testing.synth(chart) as object[];
    Yaml.save(file, manifests);
    this.#keep(file, stringify(manifests));
    return file;
  }

  /** Starts what was synthesized, with these Secrets. */
  async start(manifests: string, secrets: Secrets): Promise<LocalProxy> {
    const proxy = await startLocalProxy(PROGRAM, this.#toOptions(manifests, secrets));
    this.#proxies.push(proxy);
    return proxy;
  }

  /** Tries to start what cannot start. */
  async refuse(manifests: string, secrets: Secrets): Promise<CommandResult> {
    const result = await runCommand(['local', ...this.#toOptions(manifests, secrets)]);
    this.#keep('refusal', result.stdout + result.stderr);
    return result;
  }

  #toOptions(manifests: string, secrets: Secrets): string[] {
    const file = join(mkdtempSync(join(this.#directory, 'secrets-')), 'secrets.yaml');
    const objects = Object.entries(secrets).map(([name, stringData]) => {
      const parts = Object.values(stringData).flatMap((value) => [value, ...value.split('\n')]);
      this.#values.push(...parts.filter((part) => part !== ''));
      return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'toolhive' }, stringData };
    });
    writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'), { mode: 0o600 });
    return ['-f', manifests, '--secrets', file, '--port', '0'];
  }

  /** Stops everything that was started, and gives the exit codes. */
  async stop(): Promise<(number | null)[]> {
    const codes: (number | null)[] = [];
    for (const proxy of this.#proxies.splice(0)) {
      codes.push(await proxy.stop());
      this.#keep('proxy', proxy.output());
    }
    return codes;
  }

  #keep(name: string, text: string): void {
    this.#places.push({ name, text });
  }

  keepError(error: unknown): void {
    this.#keep('error', inspect(error));
  }

  /** How many texts were kept, and which of them hold a secret value, plain or in base64. */
  searchForSecrets(): {
    readonly values: number;
    readonly places: number;
    readonly leaks: readonly string[];
  } {
    const leaks = findLeaks(this.#values, this.#places);
    return { values: this.#values.length, places: this.#places.length, leaks };
  }

  close(): void {
    this.remote.close();
    rmSync(this.#directory, { recursive: true });
  }
}

export async function createStage(): Promise<Stage> {
  return new Stage(await startRecordingServer());
}

/** Connects the official client, lists the tools, calls one, and leaves. */
export async function useAsClient(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const client = new Client({ name: 'e2e', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  try {
    const { tools } = await client.listTools();
    const { content } = await client.callTool({ name: tools[0]?.name ?? '' });
    return content;
  } finally {
    await client.close();
  }
}

/** Every value of one header in one request, whatever the spelling of its name. */
export function valuesOf(raw: RawHeaders, name: string): string[] {
  return raw.filter((_value, i) => i % 2 === 1 && headerKey(raw[i - 1] ?? '') === headerKey(name));
}
