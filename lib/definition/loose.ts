import type { Duration, Size } from 'cdk8s';
import type { ProxyRuntime } from '../props/proxy-runtime';

/** Props as they arrive when nobody checked them: whatever is there has the right type, and anything may be missing. */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly (Loose<Item> | undefined)[]
  : T extends Duration | Size | ProxyRuntime
    ? T
    : T extends object
      ? { readonly [Key in keyof T]?: Loose<T[Key]> | undefined }
      : T;

/** The items of a list, each in its place, which is part of its path. */
export function textItems(list: Loose<string[]> | undefined): readonly string[] {
  return (list ?? []).map((item) => item ?? '');
}

/** Compiles when no property is left over: one that nothing reads would be ignored without a word. */
export function everythingIsRead(_leftOver: Record<string, never>): void {}
