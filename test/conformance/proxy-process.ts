/** The proxy under test: the built bundle, started as it is in a container. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RUN_CONFIG_FILE, SCHEMA_VERSION, serializeRunConfig } from '../../contract/run-config';
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
const START_TIMEOUT_MS = 10_000;

export interface ProxyProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Resolves once the proxy is healthy; its log is proxy.log in `outDir`. */
export async function startProxy(
  remoteUrl: string,
  injection: Injection,
  outDir: string,
): Promise<ProxyProcess> {
  const port = await findFreePort();
  const config = join(outDir, RUN_CONFIG_FILE);
  writeFileSync(config, renderRunConfig(remoteUrl, port, injection));
  const log = openSync(join(outDir, 'proxy.log'), 'w');
  const child = spawn(
    process.execPath,
    [BUNDLE, 'run', '--config', config, '--host', HOST, '--port', `${port}`],
    {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...toEnv(injection) },
    },
  );
  const exited = once(child, 'exit');
  closeSync(log);
  await untilHealthy(`http://${HOST}:${port}/health`, exited);
  return {
    url: `http://${HOST}:${port}/mcp`,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function renderRunConfig(remoteUrl: string, port: number, { plaintext, secret }: Injection): string {
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
  });
}

function toEnv({ secret: [name, value] }: Injection): Record<string, string> {
  return { [SECRETS_PROVIDER_ENV]: ENVIRONMENT_PROVIDER, [secretEnvName(secretId(NAME, name))]: value };
}

async function untilHealthy(url: string, exited: Promise<unknown>): Promise<void> {
  let hasExited = false;
  void exited.then(() => (hasExited = true));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!hasExited && Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return;
    await delay(50);
  }
  throw new Error(`the proxy did not become healthy at ${url}`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
