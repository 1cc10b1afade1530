/** Where in a file the fields of an object are, for errors. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter } from 'yaml';
import { closestAround, fieldPath, indexPath, keyPath, placePath } from '../contract/issue';

/** Line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of the field at `path`, written as issues write it; of what is around it when it is not there. */
export type Places = (path: string) => Place;

/** The places below `root`, a node of `document`. The work is done when the first one is asked for. */
export function toPlaces(root: unknown, document: Document, lines: LineCounter): Places {
  let offsets: ReadonlyMap<string, number> | undefined;
  return (path) => {
    offsets ??= new Map(offsetsBelow(root, '', document));
    const offset = offsets.get(closestAround(path, offsets.keys())) ?? startOf(root);
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

type Offset = readonly [path: string, offset: number];

/** A field is where its name is, an item where it begins. */
function offsetsBelow(node: unknown, path: string, document: Document): Offset[] {
  const value = isAlias(node) ? node.resolve(document) : node;
  if (isMap(value)) {
    return value.items.flatMap(({ key, value: member }, index) => {
      const name = String(isScalar(key) ? key.value : key);
      const asField = fieldPath(path, name);
      const start = startOf(key);
      // Issues write the name of a field and the key of a map in different ways, or tell an entry by its place.
      return [
        [asField, start],
        [keyPath(path, name), start],
        [placePath(path, index), start],
        ...offsetsBelow(member, asField, document),
      ] as Offset[];
    });
  }
  if (!isSeq(value)) return [];
  return value.items.flatMap((item, index) => {
    const asItem = indexPath(path, index);
    return [[asItem, startOf(item)] as const, ...offsetsBelow(item, asItem, document)];
  });
}

function startOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? Number(range[0]) : 0;
}
