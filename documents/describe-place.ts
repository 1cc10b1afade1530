/** Where something is wrong in a file, as people read it. */
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
