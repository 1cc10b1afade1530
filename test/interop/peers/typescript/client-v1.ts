/** The client of the TypeScript SDK's first generation. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { report } from './report';
import { COLOUR, runScenario } from './scenario';
import type { ScenarioClient } from './scenario';

const [url = '', revision = '', headers = '{}'] = process.argv.slice(2);
const options = { requestInit: { headers: JSON.parse(headers) as Record<string, string> } };

const streamable = new StreamableHTTPClientTransport(new URL(url), options);
const transport =
  revision === '2024-11-05' ? new SSEClientTransport(new URL(url), options) : (streamable as Transport);

const client = new Client({ name: 'interop', version: '1.0.0' }, { capabilities: { elicitation: {} } });
client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { colour: COLOUR } }));

let toolsChanged = false;
client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (toolsChanged = true));

const scenario: ScenarioClient = {
  async connect() {
    await client.connect(transport);
    return streamable.protocolVersion;
  },
  listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
  async callTool(name, args = {}, onProgress) {
    const options = onProgress && { onprogress: onProgress };
    const result = await client.callTool({ name, arguments: args }, CallToolResultSchema, options);
    const { content } = CallToolResultSchema.parse(result);
    return content[0]?.type === 'text' ? content[0].text : '';
  },
  sawToolsChange: () => toolsChanged,
  async close() {
    await streamable.terminateSession();
    await client.close();
  },
};

if (revision === '2026-07-28')
  report({ unsupported: "the TypeScript SDK's first generation ends with 2025-11-25" });
else void runScenario(scenario, revision);
