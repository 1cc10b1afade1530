/** Requests as bytes, for clients that write to sockets themselves. */

const HEADERS =
  'Host: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream';

/** A call with a JSON text of so many bytes. */
export function renderPost(path: string, bodyBytes: number): string {
  const body = `"${'x'.repeat(bodyBytes - 2)}"`;
  return `POST ${path} HTTP/1.1\r\n${HEADERS}\r\nContent-Length: ${bodyBytes}\r\n\r\n${body}`;
}

export const GET = `GET /mcp HTTP/1.1\r\n${HEADERS}\r\n\r\n`;
