/**
 * `npm run demo`: from a definition to the header fields a remote MCP server receives, with nothing in between that
 * is not also there in production but the cluster. Ends with 0 only if every header arrived exactly once with its
 * exact value, and no secret value was seen where none may be.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issue } from '../../contract/issue';
import { formatIssues } from '../../contract/issue';
import { renderTable } from '../../cli/table';
import { parseDeployments } from '../../cli/local/deployment';
import type { Manifest } from '../../documents/manifest';
import { readManifests } from '../../documents/read-manifests';
import { callTool, CLIENT_HEADERS } from './call-tool';
import { HEADER_FORWARD, PROXY_NAME, REMOTE_URL_ENV } from './definition';
import { renderEnvironment } from './describe-env';
import { DemoFailure } from './failure';
import { buildExpectedHeaders, compareHeaders, isAsExpected, renderFindings } from './header-report';
import { findLeaks, readFiles } from './leaks';
import { startLocalProxy } from './local-proxy';
import type { LocalProxy } from './local-proxy';
import { startRecordingServer } from './recording-server';
import type { RecordingServer } from './recording-server';
import { printDetails, printStep, withSignOfLife } from './screen';
import { synthesize } from './synthesize';
import { createThrowAwaySecrets } from './throw-away-secrets';

/** What `cdk8s synth` writes for the shipped examples. */
const DIST = 'dist';

/** The demo's own manifests: like dist/, but for a remote on this machine. Left there to look at. */
const DEMO_DIST = 'build/demo';

const PROGRAM = 'runtime/bin/mcp-remote-proxy.mjs';

const secrets = createThrowAwaySecrets(
  HEADER_FORWARD.addHeadersFromSecret.map((header) => header.valueSecretRef),
);

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'mcp-remote-proxy-demo-'));
  const remote = await startRecordingServer();
  try {
    const secretsFile = join(directory, 'secrets.yaml');
    writeFileSync(secretsFile, secrets.manifest, { mode: 0o600 });
    await demo(remote, secretsFile);
    process.stdout.write('\nEvery header arrived exactly once, and no secret value was anywhere else.\n');
  } finally {
    remote.close();
    rmSync(directory, { recursive: true });
  }
}

async function demo(remote: RecordingServer, secretsFile: string): Promise<void> {
  printStep(1, 'Synthesize examples/, and a proxy for an MCP server on this machine');
  const manifests = await withSignOfLife('cdk8s synth', synthesizeAll(remote.url));
  printDetails(renderObjects(manifests));

  printStep(2, `Environment of the container of ${PROXY_NAME}, as kubectl describe shows it`);
  printDetails(renderEnvironmentOf(PROXY_NAME, manifests));

  printStep(3, `Run it: mcp-remote-proxy local -f ${DEMO_DIST} --secrets <throw-away Secrets>`);
  const options = ['-f', DEMO_DIST, '--secrets', secretsFile, '--port', '0'];
  const proxy = await withSignOfLife('the proxy is starting', startLocalProxy(PROGRAM, options));
  printDetails(`${proxy.url} -> ${remote.url}`);

  printStep(4, 'Call a tool through it, with the official MCP client');
  await useAndStop(proxy);
  report(remote, proxy.output());
}

async function useAndStop(proxy: LocalProxy): Promise<void> {
  const answer = callTool(proxy.url).catch((error: unknown) => error);
  const result = await withSignOfLife('waiting for the answer', answer);
  const code = await withSignOfLife('the proxy is stopping', proxy.stop());
  const printed = `the proxy printed:\n${proxy.output()}`;
  if (result instanceof Error) throw new DemoFailure(`the tool call failed: ${result.message}; ${printed}`);
  if (code !== 0) throw new DemoFailure(`the proxy ended with ${code}; ${printed}`);
  printDetails(`greet: ${String(result)}`);
  printDetails(`The client sent ${Object.keys(CLIENT_HEADERS).join(' and ')} too, with values of its own.`);
}

async function synthesizeAll(remoteUrl: string): Promise<Manifest[]> {
  await Promise.all([
    synthesize([], {}),
    synthesize(['--app', 'tsx examples/demo/app.ts', '--output', DEMO_DIST], { [REMOTE_URL_ENV]: remoteUrl }),
  ]);
  return collect((issues) => readManifests([DIST, DEMO_DIST], issues));
}

/** Runs something that collects issues, and throws them. */
function collect<T>(work: (issues: Issue[]) => T): T {
  const issues: Issue[] = [];
  const result = work(issues);
  if (issues.length > 0) throw new DemoFailure(formatIssues('these manifests cannot be read', issues));
  return result;
}

function renderObjects(manifests: readonly Manifest[]): string {
  const rows = manifests.map(({ kind, name, file }) => [kind, name, file]);
  return renderTable(['KIND', 'NAME', 'FILE'], rows);
}

function renderEnvironmentOf(name: string, manifests: readonly Manifest[]): string {
  const deployments = collect((issues) => parseDeployments(manifests, issues));
  const container = deployments.find((deployment) => deployment.name === name)?.containers[0];
  return renderEnvironment(container?.env ?? []);
}

/** Prints what the remote received, and throws everything that is not as it should be. */
function report(remote: RecordingServer, output: string): void {
  const findings = compareHeaders(buildExpectedHeaders(HEADER_FORWARD, secrets), remote.requests);
  printStep(5, `What the remote received, in each of ${remote.requests.length} requests`);
  printDetails(renderFindings(findings));

  const files = [DIST, DEMO_DIST].flatMap(readFiles);
  const leaks = findLeaks(secrets.values, [...files, { name: "the proxy's output", text: output }]);
  const lines = output.trimEnd().split('\n').length;
  printStep(6, 'Secret values in what was synthesized and printed');
  printDetails(`${files.length} files and ${lines} lines of log: ${leaks.join(', ') || 'none'}`);

  if (leaks.length > 0) throw new DemoFailure(`a secret value is in ${leaks.join(', ')}`);
  const wrong = findings.filter((finding) => !isAsExpected(finding)).map(({ header }) => header.name);
  if (wrong.length > 0)
    throw new DemoFailure(`not received exactly once with its value: ${wrong.join(', ')}`);
}

function fail(error: unknown): void {
  if (!(error instanceof DemoFailure)) throw error;
  process.stderr.write(`\nThe demo failed: ${error.message}\n`);
  process.exitCode = 1;
}

main().catch(fail);
