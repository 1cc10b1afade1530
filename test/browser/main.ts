/**
 * `npm run browser`: does a web page reach the remote through the proxy in a real browser, and does a page of another
 * origin not? The remote knows nothing of CORS. Needs Chromium; without it this says so and ends with 2.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { renderTable } from '../../cli/table';
import type { Transport } from '../../contract/run-config';
import { withSignOfLife } from '../../examples/demo/screen';
import { createInjection } from '../conformance/injection';
import { startProxy } from '../conformance/proxy-process';
import { startPeer } from '../interop/peer-process';
import type { PeerProcess } from '../interop/peer-process';
import type { Listening, PeerMessage, SeenRequest } from '../interop/protocol';
import { PEERS_DIR } from '../interop/sdks/sdk';
import { runTypeScript } from '../interop/sdks/typescript';
import { print } from '../support/print';
import { findBrowser } from './find-browser';
import { servePages } from './pages';

const EXIT = { passed: 0, failed: 1, unable: 2 } as const;

/** The last revision with each transport. */
const REVISIONS: Readonly<Record<Transport, string>> = { 'streamable-http': '2025-11-25', sse: '2024-11-05' };

const ALLOWED = 'allowed.example.com';
const OTHER = 'other.example.com';
const SAID = 'from a page';

interface Outcome {
  readonly said: string;
  /** What of it reached the remote. */
  readonly seen: readonly SeenRequest[];
}

interface Remote {
  readonly url: string;
  readonly seen: SeenRequest[];
  readonly peer: PeerProcess;
}

function startRemote(transport: Transport): Promise<Remote> {
  const seen: SeenRequest[] = [];
  return new Promise((resolve, reject) => {
    const hear = (message: PeerMessage): void => {
      if ('request' in message) seen.push(message.request);
      if ('port' in message) resolve({ url: toUrl(message), seen, peer });
    };
    const server = runTypeScript(join(PEERS_DIR, 'typescript', 'server-v1.ts'));
    const peer = startPeer(server, [REVISIONS[transport]], hear);
    void peer.ended.then((words) => reject(new Error(`the remote ended: ${words}`)));
  });
}

function toUrl({ port, path }: Listening): string {
  return `http://127.0.0.1:${port}${path}`;
}

/** Pages of both origins, one after the other, at a proxy that lets one of them in. */
async function tryTransport(browser: Browser, transport: Transport, pagesPort: number): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'browser-check-'));
  const remote = await startRemote(transport);
  const allowed = { transport, allowed_origins: [`http://${ALLOWED}:${pagesPort}`] };
  const proxy = await startProxy(remote.url, createInjection(), folder, allowed);
  try {
    const outcomes: Outcome[] = [];
    for (const host of [ALLOWED, OTHER]) {
      const said = await callFromPage(browser, `http://${host}:${pagesPort}/`, proxy.url, transport);
      outcomes.push({ said, seen: remote.seen.splice(0) });
    }
    return outcomes;
  } finally {
    await proxy.stop();
    remote.peer.kill();
    rmSync(folder, { recursive: true });
  }
}

/** What the tool said, or what the page was told instead. */
async function callFromPage(
  browser: Browser,
  page: string,
  url: string,
  transport: Transport,
): Promise<string> {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(page);
    const call = `callTool(${JSON.stringify(url)}, ${JSON.stringify(transport)}).catch((error) => String(error))`;
    return await tab.evaluate<string>(call);
  } finally {
    await context.close();
  }
}

/** A preflight has no place at the remote: it carries nothing the remote could judge by. */
function toRows(transport: Transport, [allowed, other]: readonly Outcome[]): string[][] {
  const preflights = allowed?.seen.filter(({ method }) => method === 'OPTIONS').length;
  const isServed = allowed?.said === SAID && preflights === 0;
  const isRefused = /fetch|network/i.test(other?.said ?? '') && other?.seen.length === 0;
  return [
    [transport, 'allowed', isServed ? 'served' : 'FAILED', isServed ? '' : describe(allowed)],
    [transport, 'another', isRefused ? 'refused' : 'FAILED', isRefused ? '' : describe(other)],
  ];
}

function describe(outcome: Outcome | undefined): string {
  return `${outcome?.said} (requests at the remote: ${outcome?.seen.map(({ method }) => method).join(' ')})`;
}

async function main(): Promise<number> {
  const executablePath = findBrowser(process.env);
  if (executablePath === undefined) {
    process.stderr.write(
      'Chromium is missing: install it (on Debian the package chromium), or name it in CHROMIUM.\n',
    );
    return EXIT.unable;
  }
  const pages = await servePages();
  const args = ['--no-sandbox', `--host-resolver-rules=MAP *.example.com 127.0.0.1`];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const rows: string[][] = [];
    for (const transport of ['streamable-http', 'sse'] as const) {
      const outcomes = await withSignOfLife(transport, tryTransport(browser, transport, pages.port));
      rows.push(...toRows(transport, outcomes));
    }
    print(
      `Chromium ${browser.version()}`,
      '',
      renderTable(['TRANSPORT', 'ORIGIN', 'OUTCOME', ''], rows).trimEnd(),
    );
    return rows.some(([, , outcome]) => outcome === 'FAILED') ? EXIT.failed : EXIT.passed;
  } finally {
    await browser.close();
    pages.close();
  }
}

void main().then((code) => process.exit(code));
