/** Text of a manifest file -> the objects in it, read the way kubectl reads it. */
import { LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Tags, YAMLError } from 'yaml';
import { fieldPath, indexPath, issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { isRecord, object, text as textField } from '../contract/shape';
import type { Manifest } from './manifest';

/** The part every Kubernetes object has. */
const objectShape = object({
  open: true,
  fields: {
    kind: textField,
    metadata: object({ open: true, fields: { name: textField, namespace: textField }, required: ['name'] }),
  },
  required: ['kind', 'metadata'],
});

/** Parses every document of a YAML or JSON file; what is wrong with them goes to `issues`. */
export function parseManifests(source: string, file: string, issues: Issue[]): Manifest[] {
  const lines = new LineCounter();
  const options = {
    version: '1.1',
    customTags: withoutTimes,
    lineCounter: lines,
    // Messages for people quote the source, which may be a Secret.
    prettyErrors: false,
    logLevel: 'error',
  } as const;
  const documents = [...parseAllDocuments(source, options)];
  return documents.flatMap((document, index) => {
    const value = toValue(document, file, lines, issues);
    const origin = documents.length === 1 ? file : indexPath(file, index);
    return value === null || value === undefined ? [] : parseObject(value, origin, file, issues);
  });
}

/** kubectl reads YAML 1.1, where `yes` and `y` are true, but leaves dates and sexagesimal numbers to be text. */
function withoutTimes(tags: Tags): Tags {
  return tags.filter(
    (tag) => typeof tag === 'string' || !(tag.tag.endsWith(':timestamp') || formatOf(tag) === 'TIME'),
  );
}

function formatOf(tag: object): unknown {
  return 'format' in tag ? tag.format : undefined;
}

function toValue(document: Document.Parsed, file: string, lines: LineCounter, issues: Issue[]): unknown {
  issues.push(...document.errors.map((error) => notYaml(error, file, lines)));
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS();
  } catch {
    // An alias without its anchor, which is what an unquoted `*` makes of a value. The error would quote it.
    const hint = 'put values that begin with * in quotes, or define the anchor before it is used';
    issues.push(issue('ERR_LOCAL_YAML', file, 'an alias (*name) names no anchor, or too many do', hint));
    return undefined;
  }
}

function notYaml(error: YAMLError, file: string, lines: LineCounter): Issue {
  const { line, col } = lines.linePos(error.pos[0]);
  const what = error.code.toLowerCase().replaceAll('_', ' ');
  return issue('ERR_LOCAL_YAML', file, `line ${line}, column ${col}: ${what}`, 'correct the YAML');
}

/** One object, or those of a List. */
function parseObject(body: unknown, origin: string, file: string, issues: Issue[]): Manifest[] {
  if (isList(body)) {
    const items = fieldPath(origin, 'items');
    return body.items.flatMap((item, index) => parseObject(item, indexPath(items, index), file, issues));
  }
  const before = issues.length;
  objectShape(body, origin, issues);
  return issues.length > before ? [] : [toManifest(body as ObjectBody, file)];
}

function isList(body: unknown): body is { readonly items: readonly unknown[] } {
  return isRecord(body) && String(body['kind']).endsWith('List') && Array.isArray(body['items']);
}

interface ObjectBody extends Record<string, unknown> {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | null };
}

function toManifest(body: ObjectBody, file: string): Manifest {
  const { kind, metadata } = body;
  const { name, namespace } = metadata;
  return { kind, name, ...(namespace ? { namespace } : {}), file, body, origin: `${file} ${kind}/${name}` };
}
