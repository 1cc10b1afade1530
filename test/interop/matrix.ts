/** Every client against every server in every revision, directly and through the proxy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInjection } from '../conformance/injection';
import type { Injection } from '../conformance/injection';
import { startProxy } from '../conformance/proxy-process';
import type { ProxyProcess } from '../conformance/proxy-process';
import { runClient } from './client-run';
import { applyEvidence } from './evidence';
import { allSteps, fails, notApplicable } from './outcome';
import type { Outcomes } from './outcome';
import { STEPS } from './protocol';
import type { Headers } from './protocol';
import { REVISIONS } from './revisions';
import type { Revision } from './revisions';
import type { Command } from './sdks/sdk';
import { ServerRun, Unsupported } from './server-run';

/** A peer of one SDK, ready to be started. */
export interface Peer {
  readonly id: string;
  readonly command: Command;
}

export interface Plan {
  readonly clients: readonly Peer[];
  readonly servers: readonly Peer[];
  readonly transports: readonly string[];
}

export interface Row {
  readonly client: string;
  readonly server: string;
  readonly revision: Revision;
  readonly direct: Outcomes;
  readonly proxied: Outcomes;
}

type Report = (progress: string) => void;

export async function runMatrix({ clients, servers, transports }: Plan, report: Report): Promise<Row[]> {
  const rows: Row[] = [];
  for (const revision of REVISIONS) {
    if (transports.length > 0 && !transports.includes(revision.transport)) continue;
    for (const server of servers) rows.push(...(await runServer(server, revision, clients, report)));
  }
  return rows;
}

/** One server and one proxy in front of it serve all clients, one after the other. */
async function runServer(
  server: Peer,
  revision: Revision,
  clients: readonly Peer[],
  report: Report,
): Promise<Row[]> {
  const injection = createInjection();
  const folder = mkdtempSync(join(tmpdir(), 'mcp-remote-proxy-interop-'));
  const run = new ServerRun(server.command, revision);
  let proxy: ProxyProcess | undefined;
  try {
    await run.start();
    proxy = await startProxy(run.url, injection, folder, revision.transport);
    const rows: Row[] = [];
    for (const client of clients) {
      report(`${revision.id}: ${client.id} client, ${server.id} server`);
      const sides = await compareSides(client, revision, run, proxy, injection);
      rows.push({ client: client.id, server: server.id, revision, ...sides });
    }
    return rows;
  } catch (error) {
    const outcome = error instanceof Unsupported ? notApplicable(error.message) : fails(String(error));
    const sides = { direct: allSteps(outcome), proxied: allSteps(outcome) };
    return clients.map((client) => ({ client: client.id, server: server.id, revision, ...sides }));
  } finally {
    await proxy?.stop();
    await run.stop();
    rmSync(folder, { recursive: true });
  }
}

async function compareSides(
  client: Peer,
  revision: Revision,
  server: ServerRun,
  proxy: ProxyProcess,
  injection: Injection,
): Promise<Pick<Row, 'direct' | 'proxied'>> {
  const injected = [injection.plaintext, injection.secret];
  // The client sends the names that are injected too: directly its values arrive, through the proxy they do not.
  const sent: Headers = injected.map(([name]) => [name, 'from-the-client']);
  const side = async (url: string, expected: Headers): Promise<Outcomes> => {
    server.takeRequests();
    const cut = () => server.cutConnections();
    const outcomes = await runClient(client.command, { url, revision, headers: sent, cut });
    const requests = server.takeRequests();
    return withMissing(await applyEvidence(outcomes, { requests, headers: expected, url }), revision);
  };
  return { direct: await side(server.url, sent), proxied: await side(proxy.url, injected) };
}

/** What a revision does not have says more than what a client made of it, unless the client has nothing of it. */
function withMissing(outcomes: Outcomes, { missing }: Revision): Outcomes {
  if (STEPS.every((step) => outcomes[step].verdict === 'n/a')) return outcomes;
  const reasons = STEPS.flatMap((step) => {
    const reason = missing[step];
    return reason === undefined ? [] : [[step, notApplicable(reason)] as const];
  });
  return { ...outcomes, ...Object.fromEntries(reasons) };
}
