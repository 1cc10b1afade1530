/** The server of 2026-07-28, without sessions, on the SDK's second generation. */
import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  inputRequired,
} from '@modelcontextprotocol/server';
import type { ServerContext } from '@modelcontextprotocol/server';
import { complete, getPrompt, listPrompts } from './prompts';
import { RESOURCES, TEMPLATE, readResource } from './resources';
import { TASKS_EXTENSION, serveTasks } from './tasks/extension';
import { TASK_TOOLS } from './tasks/task-tools';
import { CONTENT_TOOLS } from './tools/content-tools';
import { INPUT_TOOLS, acceptedText, askFor } from './tools/input-tools';
import { toModernCall } from './tools/modern-call';
import type { ModernServices, ModernTool } from './tools/modern-call';
import { PROGRESS_TOOL } from './tools/progress-tool';
import { SCHEMA_TOOL } from './tools/schema-tool';
import { STATELESS_TOOLS } from './tools/stateless-tools';
import { listTools } from './tools/tool';

const TOOLS: readonly ModernTool[] = [
  ...CONTENT_TOOLS,
  SCHEMA_TOOL,
  PROGRESS_TOOL,
  ...STATELESS_TOOLS,
  ...INPUT_TOOLS,
  ...TASK_TOOLS,
];

function findTool(name: string): ModernTool | undefined {
  return TOOLS.find((tool) => tool.name === name);
}

class ModernServer extends McpServer {
  /** The schema against which the SDK checks Mcp-Param-* headers (SEP-2243). */
  override toolInputSchemaJson(name: string): Record<string, unknown> | undefined {
    return findTool(name)?.inputSchema;
  }
}

export function createModernServer(services: ModernServices): McpServer {
  const server = new ModernServer(
    { name: 'conformance-reference', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: {},
        completions: {},
        logging: {},
        extensions: { [TASKS_EXTENSION]: {} },
      },
      requestState: services.requestState,
    },
  );
  serveTools(server, services);
  serveResources(server);
  servePrompts(server);
  serveTasks(server.server, services.tasks);
  services.skills.attach(server);
  return server;
}

function serveTools({ server }: McpServer, services: ModernServices): void {
  server.setRequestHandler('tools/list', () => listTools(TOOLS));
  server.setRequestHandler('tools/call', ({ params }, { mcpReq }) => {
    const tool = findTool(params.name);
    if (tool === undefined) throw unknown('tool', params.name);
    return tool.call(toModernCall(params.arguments ?? {}, mcpReq, services));
  });
}

function serveResources(server: McpServer): void {
  const read = ({ href }: URL) => {
    const result = readResource(href);
    if (result === undefined) throw new ResourceNotFoundError(href);
    return result;
  };
  for (const { uri, name, description, mimeType } of RESOURCES) {
    server.registerResource(name, uri, { description, mimeType }, read);
  }
  const { name, uriTemplate, ...metadata } = TEMPLATE;
  server.registerResource(name, new ResourceTemplate(uriTemplate, { list: undefined }), metadata, read);
}

/** A prompt that needs an answer of the client first: input-required results are not for tools alone (SEP-2322). */
const ASKING_PROMPT = 'test_input_required_result_prompt';

function servePrompts({ server }: McpServer): void {
  server.setRequestHandler('prompts/list', listPrompts);
  server.setRequestHandler('prompts/get', ({ params }, { mcpReq }) => {
    if (params.name === ASKING_PROMPT) return askForContext(mcpReq);
    const result = getPrompt(params.name, params.arguments);
    if (result === undefined) throw unknown('prompt', params.name);
    return result;
  });
  server.setRequestHandler('completion/complete', ({ params }) => complete(params.argument.value));
}

function askForContext(request: ServerContext['mcpReq']) {
  const context = acceptedText(request, 'user_context', 'context');
  const question = askFor('context', 'What context should the prompt use?');
  if (context === undefined) return inputRequired({ inputRequests: { user_context: question } });
  const content = { type: 'text' as const, text: `Use this context: ${context}` };
  return { messages: [{ role: 'user' as const, content }] };
}

function unknown(what: string, name: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no ${what} ${name}`);
}
