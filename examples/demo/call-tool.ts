import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Headers an MCP client has no business sending: the proxy must replace them, whatever their spelling. */
export const CLIENT_HEADERS = { 'X-API-Key': 'from-the-client', x_api_key: 'from-the-client-too' };

/** Connects the official client, calls the one tool there is, and gives what it answered. */
export async function callTool(url: string): Promise<string> {
  const client = new Client(
    { name: 'demo-client', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  );
  const requestInit = { headers: CLIENT_HEADERS };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  try {
    const { content } = await client.callTool({ name: 'greet' });
    return content.map((part) => (part.type === 'text' ? part.text : part.type)).join('\n');
  } finally {
    await client.close();
  }
}
