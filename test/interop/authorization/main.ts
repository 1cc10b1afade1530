/**
 * `npm run interop:auth`: the MCP Inspector is given the URL of a proxy that asks callers for tokens. Does it find out where
 * to get one, get it, and call a tool? Needs the Inspector from the npm registry; without it this says so and ends with 2.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTable } from '../../../cli/table';
import { withSignOfLife } from '../../../examples/demo/screen';
import { startRecordingServer } from '../../../examples/demo/recording-server';
import { createInjection } from '../../conformance/injection';
import { findFreePort, startProxy } from '../../conformance/proxy-process';
import { startOidcProvider } from '../../support/oidc-provider';
import { print } from '../../support/print';
import { toOidc } from '../../support/to-oidc';
import { INSPECTOR } from '../sdks/inspector';
import { NotRunnable } from '../sdks/sdk';
import { callTool } from './inspector-login';
import type { Login } from './inspector-login';

const EXIT = { passed: 0, failed: 1, unable: 2 } as const;

const HELLO = 'hello from the remote';

interface Outcome {
  readonly step: string;
  readonly isDone: boolean;
}

/** A proxy in front of a remote, and an authorization server; what the Inspector made of them. */
async function authorizeAndCall(folder: string): Promise<Outcome[]> {
  const [remote, provider, port] = [
    await startRecordingServer(),
    await startOidcProvider(),
    await findFreePort(),
  ];
  const url = `http://127.0.0.1:${port}/mcp`;
  const oidc_config = toOidc(provider.issuer, { Audience: url, ResourceURL: url, Scopes: ['openid'] });
  const config = { port, oidc_config, required_scopes: ['mcp:read'] };
  const proxy = await startProxy(remote.url, createInjection(), folder, config);
  try {
    const first = await callTool(url, 'greet', folder, await findFreePort());
    const again = await callTool(url, 'greet', folder, await findFreePort());
    return judge(first, again, { url, issuer: provider.issuer, requests: remote.requests });
  } finally {
    await proxy.stop();
    await provider.close();
    remote.close();
  }
}

interface Circumstances {
  readonly url: string;
  readonly issuer: string;
  /** Header fields of what reached the remote. */
  readonly requests: readonly (readonly string[])[];
}

function judge(first: Login, again: Login, { url, issuer, requests }: Circumstances): Outcome[] {
  const { authorizationUrl: asked } = first;
  const isCalled = ({ status, output }: Login): boolean => status === 0 && output.includes(HELLO);
  const names = requests.flat().map((text) => text.toLowerCase());
  const outcomes = [
    { step: 'finds the issuer of the proxy', isDone: asked?.origin === issuer },
    { step: 'asks for a token for the proxy', isDone: asked?.searchParams.get('resource') === url },
    {
      step: 'asks for the scope it needs',
      isDone: /\bmcp:read\b/.test(asked?.searchParams.get('scope') ?? ''),
    },
    { step: 'calls the tool with it', isDone: isCalled(first) },
    { step: 'calls again, without asking anybody', isDone: isCalled(again) && !again.authorizationUrl },
    { step: 'shows the remote no token', isDone: requests.length > 0 && !names.includes('authorization') },
  ];
  if (outcomes.some(({ isDone }) => !isDone)) print(first.output, first.errors, again.output, again.errors);
  return outcomes;
}

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'interop-auth-'));
  try {
    const { version } = await INSPECTOR.install((progress) => process.stderr.write(`... ${progress}\n`));
    const outcomes = await withSignOfLife(
      'the Inspector authorizes and calls a tool',
      authorizeAndCall(folder),
    );
    const rows = outcomes.map(({ step, isDone }) => [step, isDone ? 'yes' : 'NO']);
    print(`MCP Inspector ${version}`, '', renderTable(['STEP', 'DONE'], rows).trimEnd());
    return outcomes.every(({ isDone }) => isDone) ? EXIT.passed : EXIT.failed;
  } catch (error) {
    if (!(error instanceof NotRunnable)) throw error;
    process.stderr.write(`The MCP Inspector cannot be had: ${error.message}\n`);
    return EXIT.unable;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main().then((code) => process.exit(code));
