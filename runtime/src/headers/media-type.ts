/** What a Content-Type field says, read as widely as any client may read it. */

/**
 * True when some client could take the answer for an event stream. EventSource goes by the media type (WHATWG
 * Fetch, "extract a MIME type": the last one of a list counts), SDKs by how the value begins or by whether it holds
 * the name at all; what only one of them takes for a stream has to be handled as one. `contentType` is every value of
 * the field, joined by commas.
 */
export function isEventStream(contentType: string | undefined): boolean {
  return contentType !== undefined && /text\/event-stream/i.test(contentType);
}

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^;,\s]*))/gi;

/** Names of encodings in which every ASCII character is its own byte and no other. */
const ASCII_COMPATIBLE = /^(?:utf-?8|us-ascii|iso-8859-1|)$/i;

/**
 * True when a client that follows the charset parameter still reads ASCII as ASCII. An event stream is always UTF-8
 * (WHATWG HTML section 9.2.6), and some clients believe the parameter all the same.
 */
export function isAsciiCompatible(contentType: string | undefined): boolean {
  return [...(contentType ?? '').matchAll(CHARSET)].every(([, quoted, bare]) =>
    ASCII_COMPATIBLE.test((quoted ?? bare ?? '').trim()),
  );
}
