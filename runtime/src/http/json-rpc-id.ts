/** The id of a JSON-RPC request, exactly as the client wrote it. */

/** JSON text that `JSON.stringify` writes as it is (`JSON.rawJSON`, ECMAScript "JSON.parse source text access"). */
export interface RawJson {
  readonly rawJSON: string;
}

/** A string, or a number as it was written: beyond 2^53, `1e400` and `1.0` would come back as other numbers. */
export type JsonRpcId = string | RawJson;

type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** The part of JSON that TypeScript's library does not describe yet. */
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse: (text: string, reviver: SourceReviver) => unknown;
  rawJSON: (text: string) => RawJson;
  isRawJSON: (value: unknown) => value is RawJson;
};

/** Text that is not UTF-8 is no JSON (RFC 8259 section 8.1), and could not be repeated as it was. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The id of a single JSON-RPC request; a notification, a response and anything else have none. */
export function parseJsonRpcId(body: Buffer): JsonRpcId | undefined {
  try {
    const message = parse(utf8.decode(body), keepIdSource);
    if (typeof message !== 'object' || message === null) return undefined;
    if (!('method' in message) || !('id' in message)) return undefined;
    return typeof message.id === 'string' || isRawJSON(message.id) ? message.id : undefined;
  } catch {
    return undefined;
  }
}

function keepIdSource(key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return key === 'id' && typeof value === 'number' && source !== undefined ? rawJSON(source) : value;
}
