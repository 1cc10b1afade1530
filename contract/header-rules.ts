/**
 * Every rule about a set of configured headers, applied to a definition at synth and to a RunConfig at start: what
 * the first accepts, the second accepts too.
 */
import {
  headerKey,
  HEADER_NAME_MAX_LENGTH,
  isHeaderName,
  isPlausibleHeaderName,
  refusedHeaderName,
} from './header-names';
import { refusedHeaderValue } from './header-values';
import { keyPath, placePath } from './issue';
import type { Issue, IssueCode } from './issue';
import { isSecretId, secretEnvName } from './secret-id';

/** One configured header, and where the user wrote it. */
export interface ConfiguredHeader {
  readonly name: string;
  readonly namePath: string;
  /** The value of a plaintext header. */
  readonly plaintext?: { readonly value: string; readonly path: string };
  /** The identifier of a secret-backed header. */
  readonly secret?: { readonly id: string; readonly path: string };
}

type Remedy = Pick<Issue, 'message' | 'hint'>;

const NAME_REMEDIES: Partial<Record<IssueCode, Remedy>> = {
  ERR_HEADER_NAME_SYNTAX: {
    message: 'is not a header field name (a token of RFC 9110 section 5.6.2)',
    hint: "use letters, digits and !#$%&'*+-.^_`|~ only, at least one",
  },
  ERR_HEADER_NAME_TOO_LONG: {
    message: `is longer than ${HEADER_NAME_MAX_LENGTH} characters`,
    hint: 'use a shorter name',
  },
  ERR_HEADER_HOP_BY_HOP: {
    message: 'belongs to one connection; every hop writes it for itself (RFC 9110 section 7.6.1)',
    hint: 'remove it',
  },
  ERR_HEADER_RESTRICTED: {
    message: 'says how a request is framed or where it came from, which only the proxy may say',
    hint: 'remove it, or send the information under a name of its own',
  },
  ERR_HEADER_PROTOCOL_OWNED: {
    message: 'is owned by HTTP or MCP: its value belongs to each message',
    hint: 'remove it, or use a name of its own such as X-...',
  },
};

const VALUE_REMEDIES: Partial<Record<IssueCode, Remedy>> = {
  ERR_HEADER_VALUE_CONTROL: {
    message: 'the value holds a control character (CR, LF, NUL, tab or the like)',
    hint: 'remove it; a field value is one line of visible US-ASCII and spaces',
  },
  ERR_HEADER_VALUE_WHITESPACE: {
    message: 'the value begins or ends with a space, which HTTP removes on the way',
    hint: 'remove the space',
  },
  ERR_HEADER_VALUE_NON_ASCII: {
    message: 'the value holds a character outside US-ASCII, which runners send as different bytes',
    hint: 'encode the value, for example as base64 or percent-encoding',
  },
};

function issueFor(remedies: typeof NAME_REMEDIES, code: IssueCode, path: string, subject: string): Issue {
  const remedy = remedies[code];
  if (remedy === undefined) throw new Error(`no remedy for ${code}`);
  return { code, path, message: subject + remedy.message, hint: remedy.hint };
}

/** What is wrong with one field value, which is never quoted. */
export function validateHeaderValue(value: string, path: string): Issue[] {
  const code = refusedHeaderValue(value);
  return code === undefined ? [] : [issueFor(VALUE_REMEDIES, code, path, '')];
}

function validateHeader(header: ConfiguredHeader): Issue[] {
  const { name, namePath, plaintext, secret } = header;
  const code = refusedHeaderName(name);
  const issues =
    code === undefined ? [] : [issueFor(NAME_REMEDIES, code, namePath, `${describeName(name)} `)];
  if (plaintext !== undefined) issues.push(...validateHeaderValue(plaintext.value, plaintext.path));
  if (secret !== undefined && !isSecretId(secret.id)) {
    issues.push({
      code: 'ERR_SECRET_ID_INVALID',
      path: secret.path,
      message: 'is not a secret identifier',
      hint: 'use letters, digits and _ only: the identifier is part of an env var name',
    });
  }
  return issues;
}

/** Where the header `name` of a map is written: by its name, or by its place where that is none. */
export function headerPath(parent: string, name: string, index: number): string {
  return isPlausibleHeaderName(name) ? keyPath(parent, name) : placePath(parent, index);
}

/** What is no name may be a value put in the wrong place, so it is not quoted; where it goes wrong helps all the same. */
function describeName(name: string): string {
  if (isPlausibleHeaderName(name)) return JSON.stringify(name);
  const at = Array.from(name).findIndex((character) => !isHeaderName(character));
  return at < 0 ? 'the name' : `the name (look at its character ${at + 1})`;
}

/** Every problem of a set of headers: each by itself, then names and env vars used twice. */
export function validateHeaders(headers: readonly ConfiguredHeader[]): Issue[] {
  const issues: Issue[] = [];
  const byKey = new Map<string, ConfiguredHeader>();
  const bySecretId = new Map<string, ConfiguredHeader>();
  for (const header of headers) {
    issues.push(...validateHeader(header));
    const twin = byKey.get(headerKey(header.name));
    if (twin !== undefined) {
      issues.push(duplicate(header, twin));
      continue;
    }
    byKey.set(headerKey(header.name), header);
    if (header.secret === undefined) continue;
    const rival = bySecretId.get(header.secret.id);
    if (rival === undefined) bySecretId.set(header.secret.id, header);
    else issues.push(envCollision(header, rival, header.secret.id));
  }
  return issues;
}

function duplicate(header: ConfiguredHeader, twin: ConfiguredHeader): Issue {
  return {
    code: 'ERR_HEADER_DUPLICATE',
    path: header.namePath,
    message: `${describeName(header.name)} is the same header as ${describeName(twin.name)} at ${twin.namePath} (case does not count, and _ counts as -)`,
    hint: 'keep one of the two',
  };
}

function envCollision(header: ConfiguredHeader, rival: ConfiguredHeader, id: string): Issue {
  return {
    code: 'ERR_HEADER_ENV_COLLISION',
    path: header.namePath,
    message: `${describeName(header.name)} and ${describeName(rival.name)} at ${rival.namePath} share the env var ${secretEnvName(id)}, so both would get one secret`,
    hint: 'rename one of the two headers',
  };
}
