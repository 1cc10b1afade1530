/**
 * Fields of a document that are none of those there are. What stands where a name should may be a value put in the wrong
 * place, a secret too: it is shown when it is a known name misspelt, and told by its place otherwise.
 */
import { fieldPath, issue } from './issue';
import type { Issue } from './issue';

/** As far as a spelling may be from the name that was meant. */
const MAX_EDITS = 2;

/** What is unknown of `document`, an object at `path` that may hold the fields `known`; `hint` says which these are. */
export function unknownFields(
  document: Readonly<Record<string, unknown>>,
  path: string,
  known: ReadonlySet<string>,
  hint: string,
): Issue[] {
  const names = Object.keys(document);
  return names.flatMap((name, index) => {
    if (known.has(name)) return [];
    const meant = findMeant(name, known);
    if (meant !== undefined) {
      const remedy = `did you mean ${meant}? Otherwise remove it`;
      return [issue('ERR_FIELD_UNKNOWN', fieldPath(path, name), 'there is no such field', remedy)];
    }
    const before = names
      .slice(0, index)
      .filter((other) => known.has(other))
      .at(-1);
    const place = before === undefined ? '(at the beginning)' : `(after ${before})`;
    const message =
      'there is no such field; its name is like none there is, and not shown as it may be a value';
    return [issue('ERR_FIELD_UNKNOWN', fieldPath(path, place), message, hint)];
  });
}

/** The known name that `name` is a spelling of, give or take a letter or two, case and separators aside. */
export function findMeant(name: string, known: ReadonlySet<string>): string | undefined {
  if (!/^[\w-]+$/.test(name)) return undefined;
  const spelling = bare(name);
  const distances = [...known].map(
    (candidate) => [candidate, countEdits(spelling, bare(candidate))] as const,
  );
  const near = distances.filter(([, edits]) => edits <= MAX_EDITS);
  return near.sort(([, a], [, b]) => a - b)[0]?.[0];
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}

/** Levenshtein distance, or infinity where the lengths alone make it too much. */
function countEdits(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MAX_EDITS) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
