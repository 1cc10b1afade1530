/** Parts of a resource, without what there is nothing to say about. */
import type { Entries } from '../definition/entries';

export type PlainObject = Readonly<Record<string, unknown>>;

/** The members that say something: not undefined, and no empty text, list or object. */
export function withoutEmpty(members: PlainObject): PlainObject | undefined {
  const entries = Object.entries(members).filter(([, value]) => !isEmpty(value));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === '') return true;
  return Array.isArray(value) && value.length === 0;
}

export function fromEntries(entries: Entries): PlainObject | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
