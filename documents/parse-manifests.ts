/** Text of a manifest file -> the objects in it, read the way kubectl reads it. */
import { isMap, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Tags } from 'yaml';
import { fieldPath, indexPath, issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { isRecord, object, text as textField } from '../contract/shape';
import { describePlace } from './describe-place';
import type { Manifest } from './manifest';
import { toPlaces } from './places';
import type { Places } from './places';
import { toYamlValue } from './yaml-value';

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
export interface Source {
  readonly file: string;
  readonly document: Document.Parsed;
  /** From 1. */
  readonly number: number;
  readonly lines: LineCounter;
  /** Of its fields. */
  readonly places: Places;
}

/** Parses every document of a YAML or JSON file; what is wrong with them goes to `issues`. */
export function parseManifests(text: string, file: string, issues: Issue[]): Manifest[] {
  return readDocuments(text, file).flatMap((source) => toManifests(source, toValue(source, issues), issues));
}

/** The documents of a file, whatever they hold. */
export function readDocuments(text: string, file: string): Source[] {
  const lines = new LineCounter();
  const options = {
    version: '1.1',
    customTags: withoutTimes,
    lineCounter: lines,
    // Messages for people quote the source, which may be a Secret.
    prettyErrors: false,
    logLevel: 'error',
  } as const;
  return [...parseAllDocuments(text, options)].map((document, index) => {
    const places = toPlaces(document.contents, document, lines);
    return { file, document, number: index + 1, lines, places };
  });
}

/** The objects in a document of which `body` is the value. */
export function toManifests(source: Source, body: unknown, issues: Issue[]): Manifest[] {
  if (body === null || body === undefined) return [];
  return parseObject({ body, node: source.document.contents, path: '' }, source, issues);
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

/** The value of the document; undefined when it has none, which is told. */
export function toValue({ file, document, number, lines }: Source, issues: Issue[]): unknown {
  const read = toYamlValue(document);
  if (read.flaws === undefined) return read.value;
  for (const { offset, message, hint } of read.flaws) {
    const { line, col } = lines.linePos(offset);
    const path = describePlace({ file, document: number, place: { line, column: col } });
    issues.push(issue('ERR_DOCUMENT_YAML', path, message, hint));
  }
  return undefined;
}

/** Something that should be an object, as the value and as the node it was written as. */
interface Part {
  readonly body: unknown;
  readonly node: unknown;
  /** In the document: empty unless it is in a List. */
  readonly path: string;
}

/** One object, or those of a List. */
function parseObject(part: Part, source: Source, issues: Issue[]): Manifest[] {
  const { body, path } = part;
  if (isList(body)) return toItems(part, body).flatMap((item) => parseObject(item, source, issues));
  const found: Issue[] = [];
  objectShape(body, path, found);
  issues.push(...found.map((problem) => ({ ...problem, path: describeUnnamed(problem.path, body, source) })));
  return found.length > 0 ? [] : [toManifest(part, body as ObjectBody, source)];
}

/** Where something is wrong with an object that has no kind and name to be called by. */
function describeUnnamed(path: string, body: unknown, { file, number, places }: Source): string {
  const kind = isRecord(body) && typeof body['kind'] === 'string' ? body['kind'] : undefined;
  return describePlace({ file, document: number, place: places(path), object: kind }, path);
}

interface List {
  readonly items: readonly unknown[];
}

function isList(body: unknown): body is List {
  return isRecord(body) && String(body['kind']).endsWith('List') && Array.isArray(body['items']);
}

function toItems({ node, path }: Part, { items }: List): Part[] {
  const nodes = isMap(node) ? node.get('items', true) : undefined;
  return items.map((body, index) => ({
    body,
    node: isSeq(nodes) ? nodes.get(index, true) : undefined,
    path: indexPath(fieldPath(path, 'items'), index),
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
