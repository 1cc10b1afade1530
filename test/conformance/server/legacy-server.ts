/** The server of the revisions with sessions, 2025-06-18 and 2025-11-25, on the SDK's first generation. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import * as sdk from '@modelcontextprotocol/sdk/types.js';
import { complete, getPrompt, listPrompts } from './prompts';
import { listResourceTemplates, listResources, readResource } from './resources';
import { CONTENT_TOOLS } from './tools/content-tools';
import { PROGRESS_TOOL } from './tools/progress-tool';
import { SCHEMA_TOOL } from './tools/schema-tool';
import { SESSION_TOOLS } from './tools/session-tools';
import type { SessionCall } from './tools/session-tools';
import { listTools } from './tools/tool';
import type { Tool } from './tools/tool';

type Extra = RequestHandlerExtra<sdk.ServerRequest, sdk.ServerNotification>;

const TOOLS: readonly Tool<SessionCall>[] = [...CONTENT_TOOLS, SCHEMA_TOOL, PROGRESS_TOOL, ...SESSION_TOOLS];

export function createLegacyServer(): Server {
  const server = new Server(
    { name: 'conformance-reference', version: '1.0.0' },
    {
      capabilities: {
        tools: {},
        resources: { subscribe: true },
        prompts: {},
        completions: {},
        logging: {},
      },
    },
  );
  serveTools(server);
  serveResources(server);
  servePrompts(server);
  return server;
}

function serveTools(server: Server): void {
  server.setRequestHandler(sdk.ListToolsRequestSchema, () => listTools(TOOLS));
  server.setRequestHandler(sdk.CallToolRequestSchema, ({ params }, extra) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (tool === undefined) throw unknown('tool', params.name);
    return tool.call(toSessionCall(params.arguments ?? {}, extra));
  });
}

function toSessionCall(args: Record<string, unknown>, extra: Extra): SessionCall {
  return {
    args,
    async reportProgress(progress) {
      const progressToken = extra._meta?.progressToken;
      if (progressToken === undefined) return;
      const params = { progressToken, progress, total: 100 };
      await extra.sendNotification({ method: 'notifications/progress', params });
    },
    log: (data) =>
      extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } }),
    sample: (prompt) => extra.sendRequest(samplingRequest(prompt), sdk.CreateMessageResultSchema),
    elicit: ({ message, schema: requestedSchema }) =>
      extra.sendRequest(
        { method: 'elicitation/create', params: { message, requestedSchema } },
        sdk.ElicitResultSchema,
      ),
    closeStream: () => extra.closeSSEStream?.(),
  };
}

function samplingRequest(prompt: string): sdk.CreateMessageRequest {
  return {
    method: 'sampling/createMessage',
    params: { messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 },
  };
}

function serveResources(server: Server): void {
  server.setRequestHandler(sdk.ListResourcesRequestSchema, listResources);
  server.setRequestHandler(sdk.ListResourceTemplatesRequestSchema, listResourceTemplates);
  server.setRequestHandler(sdk.ReadResourceRequestSchema, ({ params }) => {
    const result = readResource(params.uri);
    if (result === undefined) throw unknown('resource', params.uri);
    return result;
  });
  server.setRequestHandler(sdk.SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(sdk.UnsubscribeRequestSchema, () => ({}));
}

function servePrompts(server: Server): void {
  server.setRequestHandler(sdk.ListPromptsRequestSchema, listPrompts);
  server.setRequestHandler(sdk.GetPromptRequestSchema, ({ params }) => {
    const result = getPrompt(params.name, params.arguments);
    if (result === undefined) throw unknown('prompt', params.name);
    return result;
  });
  server.setRequestHandler(sdk.CompleteRequestSchema, ({ params }) => complete(params.argument.value));
}

function unknown(what: string, name: string): sdk.McpError {
  return new sdk.McpError(sdk.ErrorCode.InvalidParams, `There is no ${what} ${name}`);
}
