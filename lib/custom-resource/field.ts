/**
 * What becomes of each field of a custom resource. A table of these for each kind and version is all that is known
 * about it; translate.ts walks them.
 */
import type { Shape } from '../../contract/shape';
import type { Spot } from './spot';
import type { Translation } from './translation';

/** It becomes a prop. */
export interface Taken {
  readonly is: 'taken';
  readonly shape: Shape;
  /** Name of the prop where it differs. */
  readonly prop: string | undefined;
}

/** It says something about the resource itself, of which nothing is made. */
export interface Ignored {
  readonly is: 'ignored';
}

/** There is no such thing here. */
export interface Refused {
  readonly is: 'refused';
  readonly reason: string;
  readonly alternative: string;
  /** Values that ask for nothing: an API server writes them itself. */
  readonly neutral: readonly unknown[];
}

/** An object; what is made of its members is an object too, unless `complete` makes something else of that. */
export interface Members {
  readonly is: 'members';
  readonly fields: Fields;
  readonly required: readonly string[];
  /** Empty when its members are props beside its own neighbours. */
  readonly prop: string | undefined;
  readonly complete: Complete | undefined;
  /** What has no place of its own in the document would be written here. */
  readonly isHome: boolean;
}

/** A list of objects. */
export interface Items {
  readonly is: 'items';
  readonly item: Members;
  readonly prop: string | undefined;
}

export type Field = Taken | Ignored | Refused | Members | Items;
export type Fields = Readonly<Record<string, Field>>;

/** Props as far as they have been translated. */
export type Props = Readonly<Record<string, unknown>>;

/** Turns what was made of the members into what the prop holds. */
export type Complete = (props: Props, spot: Spot, translation: Translation) => unknown;

export function taken(shape: Shape, prop?: string): Taken {
  return { is: 'taken', shape, prop };
}

export const ignored: Ignored = { is: 'ignored' };

export function refused(reason: string, alternative: string, ...neutral: readonly unknown[]): Refused {
  return { is: 'refused', reason, alternative, neutral };
}

interface MembersOptions {
  readonly required?: readonly string[];
  readonly prop?: string;
  readonly complete?: Complete;
  readonly isHome?: boolean;
}

export function members(
  fields: Fields,
  { required = [], prop, complete, isHome = false }: MembersOptions = {},
): Members {
  return { is: 'members', fields, required, prop, complete, isHome };
}

export function items(item: Members, prop?: string): Items {
  return { is: 'items', item, prop };
}
