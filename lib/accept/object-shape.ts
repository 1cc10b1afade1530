/** Shapes of the props, each tied to the interface users write: a field left out does not compile. */
import * as contract from '../../contract/shape';
import type { Shape } from '../../contract/shape';
import { ofPlainValue } from './plain-value';

/** The shape of a field that must be there, and who refuses its absence. */
interface MandatoryField<in T> {
  readonly shape: Shape<T>;
  readonly isRequired: boolean;
}

type IsOptional<Props, Name extends keyof Props> =
  Partial<Pick<Props, Name>> extends Pick<Props, Name> ? true : false;

/** One entry for each property, in the way its `?` or the lack of it asks for. */
export type Fields<Props> = {
  readonly [Name in keyof Props]-?: IsOptional<Props, Name> extends true
    ? Shape<NonNullable<Props[Name]>>
    : MandatoryField<Props[Name]>;
};

export function required<T>(shape: Shape<T>): MandatoryField<T> {
  return { shape, isRequired: true };
}

/** For what has a code and remedy of its own when it is missing. */
export function requiredByValidator<T>(shape: Shape<T>): MandatoryField<T> {
  return { shape, isRequired: false };
}

export function object<Props extends object>(fields: Fields<Props>): Shape<Props> {
  const entries = Object.entries<Shape | MandatoryField<never>>(fields);
  return ofPlainValue(
    contract.object({
      fields: Object.fromEntries(entries.map(([name, field]) => [name, shapeOf(field)])),
      required: entries.filter(([, field]) => isRequired(field)).map(([name]) => name),
    }),
  );
}

function shapeOf(field: Shape | MandatoryField<never>): Shape {
  return typeof field === 'function' ? field : field.shape;
}

function isRequired(field: Shape | MandatoryField<never>): boolean {
  return typeof field !== 'function' && field.isRequired;
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return ofPlainValue(contract.list(item));
}

export function map<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return ofPlainValue(contract.map(item));
}
