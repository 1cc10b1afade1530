/** Where something is wrong in a file, as people read it. */
import type { Issue } from '../contract/issue';
import type { Manifest } from './manifest';
import type { Place } from './places';

export interface DocumentPlace {
  readonly file: string;
  /** Which of the documents of the file it is, from 1. */
  readonly document: number;
  readonly place: Place;
  /** The object, by its kind and name, as far as it has them. */
  readonly object?: string | undefined;
}

/** File, line and column as editors and terminals link them, then the document and the path in it, where there is one. */
export function describePlace({ file, document, place, object }: DocumentPlace, path = ''): string {
  const inDocument = [`document ${document}`, ...(object === undefined ? [] : [object])].join(', ');
  const at = `${file}:${place.line}:${place.column} (${inDocument})`;
  return path === '' ? at : `${at} ${path}`;
}

/** Where the field at `path` of an object is. */
export function describeField(manifest: Manifest, path: string): string {
  const { kind, name, places, origin } = manifest;
  if (places === undefined) return path === '' ? origin : `${origin} ${path}`;
  return describePlace({ ...manifest, place: places(path), object: `${kind}/${name}` }, path);
}

/** What is wrong with an object, at paths of its fields, told by where they are. */
export function toPlaced(manifest: Manifest, found: readonly Issue[]): Issue[] {
  return found.map((problem) => ({ ...problem, path: describeField(manifest, problem.path) }));
}
