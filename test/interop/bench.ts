/**
 * What clients are run against: a server, the proxy in front of it, and a line on either side that can be cut.
 * client -> line -> proxy -> line -> server; directly, client -> line -> server.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInjection } from '../conformance/injection';
import { startProxy } from '../conformance/proxy-process';
import { runClient } from './client-run';
import { Observation, applyEvidence } from './evidence';
import type { Outcomes } from './outcome';
import type { Headers, Line } from './protocol';
import { startRelay } from './relay';
import type { Revision } from './revisions';
import { ROOT } from './sdks/sdk';
import type { Command, Peer } from './sdks/sdk';
import { ServerRun } from './server-run';

/** Where the RunConfig and the log of each proxy are left. */
const RESULTS_DIR = join(ROOT, 'build', 'interop');

/** Where a client connects to, and what the server should see of it. */
interface Side {
  readonly url: string;
  readonly headers: Headers;
  readonly cut: (line: Line) => void;
}

export class Bench {
  readonly #revision: Revision;
  readonly #server: ServerRun;
  readonly #folder: string;
  readonly #injection = createInjection();
  /** The client sends what the proxy injects too: directly its values arrive, through the proxy they do not. */
  readonly #sent: Headers = this.#injected.map(([name]) => [name, 'from-the-client']);
  readonly #stops: (() => unknown)[] = [];

  constructor({ id, command }: Peer, revision: Revision) {
    this.#revision = revision;
    this.#folder = join(RESULTS_DIR, `${revision.id}_${id}`);
    this.#server = new ServerRun(command, revision);
    this.#stops.push(() => this.#server.stop());
  }

  get #injected(): Headers {
    return [this.#injection.plaintext, this.#injection.secret];
  }

  /** Both ways to the server, which are there until `stop`. */
  async start(): Promise<{ readonly direct: Side; readonly proxied: Side }> {
    const serverUrl = await this.#server.start();
    const serverLine = await this.#startLine(serverUrl);
    mkdirSync(this.#folder, { recursive: true });
    const { transport } = this.#revision;
    const proxy = await startProxy(serverLine.url, this.#injection, this.#folder, { transport });
    this.#stops.push(() => proxy.stop());
    const clientLine = await this.#startLine(proxy.url);
    const cut = (line: Line) => (line === 'client' ? clientLine : serverLine).cut();
    return {
      direct: { url: serverLine.url, headers: this.#sent, cut: () => serverLine.cut() },
      proxied: { url: clientLine.url, headers: this.#injected, cut },
    };
  }

  async #startLine(url: string): Promise<{ readonly url: string; cut(): void }> {
    const relay = await startRelay(Number(new URL(url).port));
    this.#stops.push(() => relay.close());
    return { url: withPort(url, relay.port), cut: () => relay.cut() };
  }

  /** Runs one client to its end. */
  async run(client: Command, { url, headers, cut }: Side): Promise<Outcomes> {
    const observation = new Observation();
    this.#server.onRequest = (request) => observation.see(request);
    const outcomes = await runClient(client, {
      url,
      revision: this.#revision,
      headers: this.#sent,
      cut(line) {
        observation.markCut(line);
        cut(line);
      },
    });
    return applyEvidence(outcomes, { observation, headers, url });
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.reverse()) await stop();
  }
}

function withPort(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}
