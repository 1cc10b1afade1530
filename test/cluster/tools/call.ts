import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Connects the official client, lists the tools, calls one, and gives what it answered. */
export async function callOnce(url: string): Promise<string> {
  const client = new Client({ name: 'e2e', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const { tools } = await client.listTools();
  const { content } = await client.callTool({ name: tools[0]?.name ?? '' });
  await client.close();
  return JSON.stringify(content);
}
