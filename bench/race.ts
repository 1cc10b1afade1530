/**
 * The race between a request and the remote's idle limit: rounds of requests that go out at the very moment the remote
 * closes its idle connections. Tells how many were lost, and fails on what must not be.
 */
import { existsSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { align, print } from '../test/support/print';
import { BUNDLE, startBundle } from './bundle-process';
import type { BundleProcess } from './bundle-process';
import { runMeasure } from './run-measure';

const USAGE = `Usage: npm run race -- [options] [BUNDLE.mjs...]

Sends requests within 2 ms of the moment the remote closes idle connections, and counts those that were lost (answered 502
because the connection died) and those that arrived twice, for each bundle of the runtime, or for the one of this folder.
A POST may be lost where the remote closes connections sooner than the proxy can know. Ends with 1 when a POST arrived twice,
when a GET was lost, or when a POST was lost though the remote had said how long it keeps connections, or keeps them for as
long as servers commonly do.

  --scale  how many times as many requests as by default; default: 1
`;

/** How far around the limit requests go out. */
const AIM_MS = 2;

interface Scenario {
  readonly limitMs: number;
  /** Whether the remote says so in Keep-Alive. */
  readonly isAnnounced: boolean;
  readonly rounds: number;
  /** Requests at once. */
  readonly lanes: number;
  /** Whether the proxy is to lose no POST. */
  readonly isSafe: boolean;
}

const SCENARIOS: readonly Scenario[] = [
  { limitMs: 5, isAnnounced: false, rounds: 1000, lanes: 1, isSafe: false },
  { limitMs: 1000, isAnnounced: false, rounds: 6, lanes: 50, isSafe: false },
  { limitMs: 1000, isAnnounced: true, rounds: 6, lanes: 50, isSafe: true },
  // What Node's servers do, and many more.
  { limitMs: 5000, isAnnounced: false, rounds: 3, lanes: 50, isSafe: true },
];

interface Options {
  readonly bundles: readonly string[];
  readonly scale: number;
}

function parseOptions(args: readonly string[]): Options {
  const options = { scale: { type: 'string', default: '1' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const bundles = positionals.length > 0 ? positionals : [BUNDLE];
  const missing = bundles.find((bundle) => !existsSync(bundle));
  if (missing !== undefined) throw new Error(`there is no ${missing}`);
  const scale = Number(values.scale);
  if (!(scale > 0)) throw new Error('--scale: expected a number above 0');
  return { bundles, scale };
}

/** A remote that ends connections after so long without a request, and counts what arrives by the field X-Id. */
class ClosingRemote {
  readonly #server: Server;
  readonly #answer: string;
  readonly #limitMs: number;
  readonly arrived = new Map<string, number>();

  constructor({ limitMs, isAnnounced }: Scenario) {
    const announcement = isAnnounced ? `Keep-Alive: timeout=${limitMs / 1000}\r\n` : '';
    this.#answer = `HTTP/1.1 200 OK\r\n${announcement}Content-Length: 2\r\n\r\n{}`;
    this.#limitMs = limitMs;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  /** Requests are small and come one by one: each is one piece. */
  #serve(socket: Socket): void {
    let closing: NodeJS.Timeout | undefined;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearTimeout(closing));
    socket.on('data', (chunk: Buffer) => {
      const id = /^x-id: (\S+)/im.exec(chunk.toString('latin1'))?.[1] ?? '';
      this.arrived.set(id, (this.arrived.get(id) ?? 0) + 1);
      clearTimeout(closing);
      socket.write(this.#answer);
      closing = setTimeout(() => socket.end(), this.#limitMs);
    });
  }
}

interface Tally {
  requests: number;
  lost: number;
  twice: number;
}

class Race {
  readonly #agent: Agent;
  readonly #proxy: BundleProcess;
  readonly #remote: ClosingRemote;
  readonly #scenario: Scenario;
  readonly tally: Tally = { requests: 0, lost: 0, twice: 0 };

  constructor(proxy: BundleProcess, remote: ClosingRemote, scenario: Scenario) {
    this.#proxy = proxy;
    this.#remote = remote;
    this.#scenario = scenario;
    this.#agent = new Agent({ keepAlive: true, maxSockets: scenario.lanes });
  }

  async run(method: string, rounds: number): Promise<void> {
    const { lanes, limitMs } = this.#scenario;
    for (let round = 0; round < rounds; round++) {
      await Promise.all(Array.from({ length: lanes }, (_, lane) => this.#ask(method, `${round}-${lane}`)));
      await sleep(limitMs - AIM_MS + Math.random() * 2 * AIM_MS);
    }
    this.#agent.destroy();
  }

  async #ask(method: string, lane: string): Promise<void> {
    const id = `${method}-${lane}`;
    const status = await this.#send(method, id);
    this.tally.requests++;
    if (status !== 200) this.tally.lost++;
    if ((this.#remote.arrived.get(id) ?? 0) > 1) this.tally.twice++;
  }

  #send(method: string, id: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { 'x-id': id, ...(method === 'POST' && { 'content-length': 2 }) };
      const request = httpRequest(this.#proxy.endpoint, { agent: this.#agent, method, headers });
      request.on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode)));
      request.on('error', reject).end(method === 'POST' ? '{}' : '');
    });
  }
}

async function runScenario(
  bundle: string,
  scenario: Scenario,
  method: string,
  scale: number,
): Promise<Tally> {
  const remote = new ClosingRemote(scenario);
  const proxy = await startBundle({ bundle, remoteOrigin: await remote.listen() });
  const race = new Race(proxy, remote, scenario);
  await race.run(method, Math.ceil(scenario.rounds * scale));
  await proxy.stop();
  remote.close();
  return race.tally;
}

function judge(method: string, { isSafe }: Scenario, { lost, twice }: Tally): string {
  if (method === 'POST' && twice > 0) return 'FAILED: arrived twice';
  if (lost > 0 && (method === 'GET' || isSafe)) return 'FAILED: lost';
  return '';
}

async function measure(options: Options): Promise<number> {
  const lines = [['bundle', 'closed after', 'announced', 'method', 'requests', 'lost', 'twice', '']];
  for (const bundle of options.bundles) {
    for (const scenario of SCENARIOS) {
      for (const method of ['POST', 'GET']) {
        const { limitMs, isAnnounced } = scenario;
        print(`${method}s at the moment connections are closed, after ${limitMs} ms ...`);
        const tally = await runScenario(bundle, scenario, method, options.scale);
        lines.push([
          ...[bundle, `${limitMs} ms`, isAnnounced ? 'yes' : 'no', method],
          ...[tally.requests, tally.lost, tally.twice].map(String),
          judge(method, scenario, tally),
        ]);
      }
    }
  }
  const isGood = lines.every((line) => !line.at(-1)?.startsWith('FAILED'));
  print('', ...align(lines), '', isGood ? 'No request was lost or repeated that must not be.' : 'FAILED');
  return isGood ? 0 : 1;
}

void runMeasure(USAGE, parseOptions, measure);
