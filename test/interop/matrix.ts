/** Every client against every server in every revision, directly and through the proxy. */
import { Bench } from './bench';
import { allSteps, fails, notApplicable } from './outcome';
import type { Outcome, Outcomes } from './outcome';
import { STEPS } from './protocol';
import { REVISIONS } from './revisions';
import type { Revision } from './revisions';
import type { Peer } from './sdks/sdk';
import { NotListening, Unsupported } from './server-run';

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
  const bench = new Bench(server, revision);
  const toRow = (client: Peer, direct: Outcomes, proxied: Outcomes): Row => {
    const sides = { direct: withMissing(direct, revision), proxied: withMissing(proxied, revision) };
    return { client: client.id, server: server.id, revision, ...sides };
  };
  try {
    const sides = await bench.start();
    const rows: Row[] = [];
    for (const client of clients) {
      report(`${revision.id}: ${client.id} client, ${server.id} server`);
      const direct = await bench.run(client.command, sides.direct);
      const proxied = await bench.run(client.command, sides.proxied);
      rows.push(toRow(client, direct, proxied));
    }
    return rows;
  } catch (error) {
    const outcome = allSteps(toOutcome(error));
    return clients.map((client) => toRow(client, outcome, outcome));
  } finally {
    await bench.stop();
  }
}

/** What a server cannot do is a result; that the proxy cannot be started is none. */
function toOutcome(error: unknown): Outcome {
  if (error instanceof Unsupported) return notApplicable(error.message);
  if (error instanceof NotListening) return fails(error.message);
  throw error;
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
