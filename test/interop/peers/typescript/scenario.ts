/** What a client does, whatever the generation of its SDK. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Line } from '../../protocol';
import { attempt, report } from './report';

/** The SDK's client, as far as the scenario needs it. */
export interface ScenarioClient {
  /** The version that Streamable HTTP negotiated. */
  connect(): Promise<string | undefined>;
  /** Names of the server's tools. */
  listTools(): Promise<string[]>;
  /** The text a tool answers with. */
  callTool(name: string, args?: Record<string, unknown>, onProgress?: () => void): Promise<string>;
  /** Whether the server has said that its list of tools changed. */
  sawToolsChange(): boolean;
  close(): Promise<void>;
}

/** What the client answers when the server asks it for a colour. */
export const COLOUR = 'green';

const TOOLS = ['announce', 'ask', 'echo', 'interrupt', 'progress'];

/** The tool reports three times, 100 ms apart; less than this between the first and the answer was held back. */
const STREAMED_MS = 100;

/** After a cut the answer is there before the client, which takes 600 to 1000 ms to come back, or after it. */
const AWAY_MS = 300;
const BACK_MS = 1500;

export async function runScenario(client: ScenarioClient, revision: string): Promise<void> {
  const connected = await attempt('initialize', () => initialize(client, revision));
  if (connected) await takeSteps(client, revision);
  process.exit();
}

async function takeSteps(client: ScenarioClient, revision: string): Promise<void> {
  await attempt('list', () => listTools(client));
  await attempt('call', async () => expectEqual(await client.callTool('echo', { text: 'åß∂' }), 'åß∂'));
  await attempt('progress', () => followProgress(client));
  await attempt('ask', async () => expectEqual(await client.callTool('ask'), COLOUR));
  await attempt('notify', () => awaitNotification(client));
  if (revision === '2025-11-25') {
    await attempt('resume', () => surviveCut(client, 'server', AWAY_MS));
    await attempt('return', () => surviveCut(client, 'client', BACK_MS));
  }
  await attempt('delete', () => client.close());
}

async function initialize(client: ScenarioClient, revision: string): Promise<void> {
  const version = await client.connect();
  // HTTP+SSE is a transport of its time, but the version is negotiated apart from it.
  if (revision !== '2024-11-05') expectEqual(String(version), revision);
}

async function listTools(client: ScenarioClient): Promise<void> {
  expectEqual((await client.listTools()).sort().join(), TOOLS.join());
}

async function followProgress(client: ScenarioClient): Promise<void> {
  const arrivals: number[] = [];
  expectEqual(await client.callTool('progress', {}, () => void arrivals.push(performance.now())), 'done');
  expectEqual(String(arrivals.length), '3');
  const streamedMs = performance.now() - (arrivals[0] ?? Infinity);
  if (streamedMs < STREAMED_MS) throw new Error(`all came at once, within ${Math.round(streamedMs)} ms`);
}

/** Announces again until it is heard: the client cannot tell when the server has its stream. */
async function awaitNotification(client: ScenarioClient): Promise<void> {
  while (!client.sawToolsChange()) {
    await client.callTool('announce');
    await delay(200);
  }
}

/** The answer comes after the connection was cut, on a stream resumed with Last-Event-ID. */
async function surviveCut(client: ScenarioClient, line: Line, ms: number): Promise<void> {
  expectEqual(await client.callTool('interrupt', { ms }, () => report({ cut: line })), 'survived');
}

function expectEqual(actual: string, expected: string): void {
  if (actual !== expected)
    throw new Error(`${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
