/** The client of the TypeScript SDK's second generation. */
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { COLOUR, runScenario } from './scenario';

const STATELESS = '2026-07-28';

const [url = '', revision = '', headers = '{}'] = process.argv.slice(2);
const options = { requestInit: { headers: JSON.parse(headers) as Record<string, string> } };

const streamable = new StreamableHTTPClientTransport(new URL(url), options);
const transport = revision === '2024-11-05' ? new SSEClientTransport(new URL(url), options) : streamable;

const client = new Client(
  { name: 'interop', version: '1.0.0' },
  {
    capabilities: { elicitation: {} },
    versionNegotiation: { mode: revision === STATELESS ? { pin: STATELESS } : 'legacy' },
  },
);
client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { colour: COLOUR } }));

let toolsChanged = false;
client.setNotificationHandler('notifications/tools/list_changed', () => void (toolsChanged = true));

void runScenario(
  {
    async connect() {
      await client.connect(transport);
      if (revision === STATELESS) await client.listen({ toolsListChanged: true });
      return streamable.protocolVersion;
    },
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async callTool(name, args = {}, onProgress) {
      const options = onProgress && { onprogress: onProgress };
      const { content } = await client.callTool({ name, arguments: args }, options);
      return content[0]?.type === 'text' ? content[0].text : '';
    },
    sawToolsChange: () => toolsChanged,
    async close() {
      await streamable.terminateSession();
      await client.close();
    },
  },
  revision,
);
