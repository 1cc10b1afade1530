/** The proxy under test: the built bundle, started as it is in a container. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RUN_CONFIG_FILE, SCHEMA_VERSION, serializeRunConfig } from '../../contract/run-config';
import type { RunConfig } from '../../contract/run-config';
import {
  ENVIRONMENT_PROVIDER,
  SECRETS_PROVIDER_ENV,
  secretEnvName,
  secretId,
} from '../../contract/secret-id';
import type { Injection } from './injection';

const BUNDLE = join(__dirname, '..', '..', 'runtime', 'build', 'mcp-remote-proxy.mjs');
const NAME = 'conformance';
const HOST = '127.0.0.1';
const LOG_FILE = 'proxy.log';
const START_TIMEOUT_MS = 10_000;

export interface ProxyProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Resolves once the proxy is healthy; its RunConfig, `config` on top of the usual, and its log are in `outDir`. */
export async function startProxy(
  remoteUrl: string,
  injection: Injection,
  outDir: string,
  config: Partial<RunConfig> = {},
): Promise<ProxyProcess> {
  const { port = await findFreePort() } = config;
  writeFileSync(join(outDir, RUN_CONFIG_FILE), renderRunConfig(remoteUrl, port, injection, config));
  const child = spawnProxy(port, injection, outDir);
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  if (await isHealthy(`http://${HOST}:${port}/health`, child))
    return { url: `http://${HOST}:${port}/${config.transport === 'sse' ? 'sse' : 'mcp'}`, stop };
  await stop();
  throw new Error(`the proxy did not start: see ${join(outDir, LOG_FILE)}`);
}

/** The environment holds nothing else, such as an HTTP_PROXY of the machine. */
function spawnProxy(port: number, injection: Injection, outDir: string): ChildProcess {
  const log = openSync(join(outDir, LOG_FILE), 'w');
  const args = ['run', '--config', join(outDir, RUN_CONFIG_FILE), '--host', HOST, '--port', String(port)];
  const child = spawn(process.execPath, [BUNDLE, ...args], {
    stdio: ['ignore', log, log],
    env: toEnv(injection),
  });
  closeSync(log);
  return child;
}

function renderRunConfig(
  remoteUrl: string,
  port: number,
  { plaintext, secret }: Injection,
  config: Partial<RunConfig>,
): string {
  return serializeRunConfig({
    schema_version: SCHEMA_VERSION,
    name: NAME,
    remote_url: remoteUrl,
    transport: 'streamable-http',
    host: HOST,
    port,
    header_forward: {
      add_plaintext_headers: Object.fromEntries([plaintext]),
      add_headers_from_secret: { [secret[0]]: secretId(NAME, secret[0]) },
    },
    ...config,
  });
}

function toEnv({ secret: [name, value] }: Injection): Record<string, string> {
  return { [SECRETS_PROVIDER_ENV]: ENVIRONMENT_PROVIDER, [secretEnvName(secretId(NAME, name))]: value };
}

async function isHealthy(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return true;
    await delay(50);
  }
  return false;
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
