/**
 * JWTs in their one accepted spelling. What decodes to the same token in another spelling is refused, so that nothing
 * downstream (a digest, a log, a deny list) can be got round by rewriting a token.
 */
import { isRecord } from '../../../contract/shape';

export interface CompactJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Fatal: what is not UTF-8 is no JSON. A byte order mark is kept, and refused by the JSON parser. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** True when the issuer meant a JWT, however damaged: its first part is a JSON object that names an algorithm. */
export function looksLikeJwt(token: string): boolean {
  const mark = token.indexOf('.');
  if (mark < 0) return false;
  const header = parseObject(Buffer.from(token.slice(0, mark), 'base64url'));
  return header !== undefined && 'alg' in header;
}

/** Header and claims of a compact JWS (RFC 7515 section 7.1), not yet verified; undefined when it is none. */
export function parseCompactJws(token: string): CompactJws | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const [header, claims, signature] = parts.map(decodeCanonical);
  if (header === undefined || claims === undefined || !signature?.length) return undefined;
  const parsed = { header: parseUniqueObject(header), claims: parseUniqueObject(claims) };
  return parsed.header !== undefined && parsed.claims !== undefined ? (parsed as CompactJws) : undefined;
}

/** RFC 7515 section 2: base64url without padding. Unused bits are zero, or two spellings would mean the same. */
function decodeCanonical(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(UTF8.decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7519 section 4 lets a parser refuse duplicate names; JSON.parse would take the last, others take the first. */
function parseUniqueObject(bytes: Buffer): Record<string, unknown> | undefined {
  const object = parseObject(bytes);
  return object !== undefined && countMembers(object) === countNames(bytes.toString()) ? object : undefined;
}

/** Members of all objects within `root`. */
function countMembers(root: unknown): number {
  let count = 0;
  const left: unknown[] = [root];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const children: unknown[] = Object.values(value);
    if (!Array.isArray(value)) count += children.length;
    left.push(...children);
  }
  return count;
}

/** Names of members in text that is known to be JSON: every string with a colon after it. */
function countNames(json: string): number {
  const strings = json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g);
  return [...strings].filter(([, colon]) => colon !== undefined).length;
}
