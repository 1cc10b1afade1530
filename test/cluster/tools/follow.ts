/** The official client on the event stream of a server that counts aloud, until standard input ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';

/** Longer than the client waits before it comes back. */
const CATCH_UP_MS = 3000;

export interface FollowResult {
  readonly events: number;
  /** Numbers between the first and the last that did not come, and those that came again. */
  readonly missing: number;
  readonly doubled: number;
  /** How often the stream was asked for with the number of the last event. */
  readonly resumed: number;
  /** What went wrong with it. */
  readonly errors: readonly string[];
}

export async function follow(url: string): Promise<FollowResult> {
  const over = new Promise((resolve) => process.stdin.resume().once('end', resolve));
  const counted: number[] = [];
  let resumed = 0;
  const client = new Client({ name: 'follower', version: '1.0.0' });
  const begun = new Promise<void>((resolve) => {
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params: { data } }) => {
      counted.push(Number(data));
      resolve();
    });
  });
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: async (input, init) => {
      if (new Headers(init?.headers).has('last-event-id')) resumed += 1;
      return fetch(input, init);
    },
  });
  const errors: string[] = [];
  client.onerror = ({ message }) => errors.push(message);
  await client.connect(transport);
  await begun;
  process.stdout.write('started\n');
  await over;
  await sleep(CATCH_UP_MS);
  const seen = errors.slice();
  await client.close();
  return { ...compare(counted), resumed, errors: seen };
}

function compare(counted: readonly number[]): Pick<FollowResult, 'events' | 'missing' | 'doubled'> {
  const different = new Set(counted);
  const first = counted[0] ?? 0;
  const last = Math.max(...counted);
  return {
    events: counted.length,
    missing: last - first + 1 - different.size,
    doubled: counted.length - different.size,
  };
}
