/** What runs in the web page: the TypeScript SDK's client, as it is bundled for browsers. */
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Initializes a session and calls a tool; gives what the tool said. A header of the page's own asks for a preflight. */
async function callTool(url: string, transport: string): Promise<string> {
  const options = { requestInit: { headers: { 'X-Page': 'yes' } } };
  const Transport = transport === 'sse' ? SSEClientTransport : StreamableHTTPClientTransport;
  const client = new Client({ name: 'page', version: '1.0.0' }, { versionNegotiation: { mode: 'legacy' } });
  await client.connect(new Transport(new URL(url), options));
  const { content } = await client.callTool({ name: 'echo', arguments: { text: 'from a page' } });
  await client.close();
  return content[0]?.type === 'text' ? content[0].text : '';
}

Object.assign(globalThis, { callTool });
