/** Text of a manifest file -> the objects in it, read the way kubectl reads it. */
import { isMap, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Tags, YAMLError } from 'yaml';
import { fieldPath, indexPath, issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { isRecord, object, text as textField } from '../contract/shape';
import type { Manifest } from './manifest';
import { toPlaces } from './places';

/** The part every Kubernetes object has. */
const objectShape = object({
  open: true,
  fields: {
    kind: textField,
    metadata: object({ open: true, fields: { name: textField, namespace: textField }, required: ['name'] }),
  },
  required: ['kind', 'metadata'],
});

/** One document of a file. */
interface Source {
  readonly file: string;
  readonly document: Document.Parsed;
  /** From 1. */
  readonly number: number;
  readonly lines: LineCounter;
}

/** Parses every document of a YAML or JSON file; what is wrong with them goes to `issues`. */
export function parseManifests(text: string, file: string, issues: Issue[]): Manifest[] {
  const lines = new LineCounter();
  const options = {
    version: '1.1',
    customTags: withoutTimes,
    lineCounter: lines,
    // Messages for people quote the source, which may be a Secret.
    prettyErrors: false,
    logLevel: 'error',
  } as const;
  const documents = [...parseAllDocuments(text, options)];
  return documents.flatMap((document, index) => {
    const source = { file, document, number: index + 1, lines };
    const body = toValue(source, issues);
    const origin = documents.length === 1 ? file : indexPath(file, index);
    if (body === null || body === undefined) return [];
    return parseObject({ body, node: document.contents, origin }, source, issues);
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

function toValue({ document, file, lines }: Source, issues: Issue[]): unknown {
  issues.push(...document.errors.map((error) => notYaml(error, file, lines)));
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS();
  } catch {
    // An alias without its anchor, which is what an unquoted `*` makes of a value. The error would quote it.
    const hint = 'put values that begin with * in quotes, or define the anchor before it is used';
    issues.push(issue('ERR_DOCUMENT_YAML', file, 'an alias (*name) names no anchor, or too many do', hint));
    return undefined;
  }
}

function notYaml(error: YAMLError, file: string, lines: LineCounter): Issue {
  const { line, col } = lines.linePos(error.pos[0]);
  const what = error.code.toLowerCase().replaceAll('_', ' ');
  return issue('ERR_DOCUMENT_YAML', file, `line ${line}, column ${col}: ${what}`, 'correct the YAML');
}

/** Something that should be an object, as the value and as the node it was written as. */
interface Part {
  readonly body: unknown;
  readonly node: unknown;
  readonly origin: string;
}

/** One object, or those of a List. */
function parseObject(part: Part, source: Source, issues: Issue[]): Manifest[] {
  const { body, origin } = part;
  if (isList(body)) return toItems(part, body).flatMap((item) => parseObject(item, source, issues));
  const before = issues.length;
  objectShape(body, origin, issues);
  return issues.length > before ? [] : [toManifest(part, body as ObjectBody, source)];
}

interface List {
  readonly items: readonly unknown[];
}

function isList(body: unknown): body is List {
  return isRecord(body) && String(body['kind']).endsWith('List') && Array.isArray(body['items']);
}

function toItems({ node, origin }: Part, { items }: List): Part[] {
  const nodes = isMap(node) ? node.get('items', true) : undefined;
  return items.map((body, index) => ({
    body,
    node: isSeq(nodes) ? nodes.get(index, true) : undefined,
    origin: indexPath(fieldPath(origin, 'items'), index),
  }));
}

interface ObjectBody extends Record<string, unknown> {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | null };
}

function toManifest({ node }: Part, body: ObjectBody, { file, document, number, lines }: Source): Manifest {
  const { kind, metadata } = body;
  const { name, namespace } = metadata;
  return {
    kind,
    name,
    ...(namespace ? { namespace } : {}),
    file,
    document: number,
    body,
    places: toPlaces(node, document, lines),
    origin: `${file} ${kind}/${name}`,
  };
}
