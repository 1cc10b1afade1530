import { formatIssues, issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { RunConfig } from '../../../contract/run-config';
import { closeInspector } from '../close-inspector';
import { loadRunConfig } from '../config/load';
import { resolve } from '../config/resolve';
import { EXIT, errorCode } from '../errors';
import { buildTarget } from '../target/target-url';
import { startProxy } from '../start';
import type { RunningProxy } from '../start';
import { createLog } from '../telemetry/log';
import type { Logger } from '../telemetry/log';
import { LogOutput } from '../telemetry/log-output';
import type { RunOptions } from './command-line';

/** Starts the proxy and serves until a signal ends it; gives the exit code of the process. */
export async function run(options: RunOptions): Promise<number> {
  const loaded = loadRunConfig(options.config);
  if (loaded.issues !== undefined) return reportRefusal(loaded.issues);
  const resolved = resolve(loaded.config, process.env);
  if (resolved.issues.length > 0) return reportRefusal(resolved.issues);

  const output = new LogOutput(process.stdout);
  const log = createLog(process.env['TOOLHIVE_DEBUG'] === 'true', output);
  logWarnings(log);
  for (const warning of resolved.warnings) log.warn(warning);
  if (loaded.withoutEffect.length > 0) {
    log.info({ fields: loaded.withoutEffect }, 'RunConfig fields without effect here');
  }
  const config = withOverrides(loaded.config, options);
  // Before anything listens: a process that is PID 1 in its container does not get signals it has no handler for.
  const signal = nextSignal();
  let proxy: RunningProxy;
  try {
    proxy = await startProxy({ ...resolved, config, log });
  } catch (error) {
    return reportRefusal([cannotListen(config, error)]);
  }
  closeInspector();
  announce(log, config, resolved.headers, proxy);
  await stopOn(await signal, proxy, log);
  await output.flush();
  return EXIT.ok;
}

function withOverrides(config: RunConfig, { host, port }: RunOptions): RunConfig {
  return { ...config, host: host ?? config.host, port: port ?? config.port };
}

/** Warnings of Node and libraries as lines of the log, instead of text between them. */
function logWarnings(log: Logger): void {
  process.removeAllListeners('warning').on('warning', ({ name, message }) => {
    log[name === 'ExperimentalWarning' ? 'debug' : 'warn']({ name }, message);
  });
}

/** One text for people: in Kubernetes it becomes the termination message that `kubectl describe pod` shows. */
function reportRefusal(issues: readonly Issue[]): number {
  process.stderr.write(`${formatIssues('mcp-remote-proxy cannot start', issues)}\n`);
  return EXIT.configuration;
}

/** Anything but the system's refusal to listen is a mistake of ours, and is thrown on. */
function cannotListen({ host, port }: RunConfig, error: unknown): Issue {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  const where = `${host}:${port}`;
  return issue(
    'ERR_LISTEN',
    'port',
    `cannot listen on ${where} (${errorCode(error)})`,
    'choose an address of this machine and a free port, or stop what else listens there',
  );
}

function announce(
  log: Logger,
  config: RunConfig,
  headers: readonly { name: string; source: string }[],
  { port }: RunningProxy,
) {
  const { origin, path, endpoint } = buildTarget(config.remote_url, config.transport);
  log.info(
    {
      name: config.name,
      host: config.host,
      port,
      endpoint,
      transport: config.transport,
      // The query of the remote URL may hold a key, so it is not logged.
      remote: origin + path,
      issuer: config.oidc_config?.Issuer,
      headers: headers.map(({ name, source }) => ({ name, source })),
    },
    'listening',
  );
  if (config.oidc_config === undefined) log.info('callers are not authenticated: there is no oidc_config');
}

/** Resolves with the first SIGTERM or SIGINT; SIGQUIT is left no time, and no core file with the secrets in it. */
function nextSignal(): Promise<NodeJS.Signals> {
  process.once('SIGQUIT', endAtOnce);
  return new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve));
}

/** Said outright, because a process that is PID 1 does not end by a signal alone. */
function endAtOnce(): void {
  process.exit(EXIT.forced);
}

/** Stops gracefully; a second signal ends the process at once. */
async function stopOn(signal: NodeJS.Signals, proxy: RunningProxy, log: Logger): Promise<void> {
  for (const again of ['SIGTERM', 'SIGINT'] as const)
    process.removeAllListeners(again).once(again, endAtOnce);
  log.info({ signal }, 'received signal');
  await proxy.stop(signal === 'SIGINT');
}
