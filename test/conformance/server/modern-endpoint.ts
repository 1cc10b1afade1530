/** One server per request, as 2026-07-28 has no sessions. */
import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import { createMcpHandler, createRequestStateCodec } from '@modelcontextprotocol/server';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import { createModernServer } from './modern-server';
import { loadSkills } from './skills';
import type { Tasks } from './tasks/task';

export async function createModernEndpoint(): Promise<RequestListener> {
  const skills = await loadSkills();
  const requestState = createRequestStateCodec({ key: randomBytes(32) });
  const tasks: Tasks = new Map();
  const handler: McpHttpHandler = createMcpHandler(
    () => createModernServer({ notifier: handler.notify, requestState, tasks, skills }),
    { legacy: 'reject' },
  );
  const listener = toNodeHandler(handler);
  // Node's types spell an absent url as undefined, which the SDK's do not allow for.
  return (request, response) => void listener(request as NodeIncomingMessageLike, response);
}
