import type { Duration, Size } from 'cdk8s';

/** Props as they arrive when nobody checked them: whatever is there has the right type, and anything may be missing. */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly (Loose<Item> | undefined)[]
  : T extends Duration | Size
    ? T
    : T extends object
      ? { readonly [Key in keyof T]?: Loose<T[Key]> | undefined }
      : T;

/** The items of a list, each in its place, which is part of its path. */
export function textItems(list: Loose<string[]> | undefined): readonly string[] {
  return (list ?? []).map((item) => item ?? '');
}

/** The entries of a map that have a value. */
export function textEntries(
  map: Loose<Record<string, string>> | undefined,
): readonly (readonly [string, string])[] {
  return Object.entries(map ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
