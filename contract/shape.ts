/**
 * Checks the shape of untyped input against a description, reporting every mismatch with its path. Type checking in
 * the editor is no substitute: apps are often transpiled without it, and a RunConfig is a file anyone may edit.
 */
import { fieldPath, indexPath, keyPath } from './issue';
import type { Issue } from './issue';
import { unknownFields } from './unknown-field';

/** Reports what is wrong with the shape of `value`, found at `path`. What it reports nothing about is a `T`. */
export interface Shape<in T = never> {
  (value: unknown, path: string, issues: Issue[]): void;
  /** Never there: it keeps the compiler from taking a shape of texts for one of numbers. */
  readonly accepts?: (value: T) => void;
}

/** The fields an object may hold, each of them optional unless it is among `required`. */
export interface ObjectShape {
  readonly fields: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Other fields may be there: the document is somebody else's, and only these are read. */
  readonly open?: boolean;
  /** The names of other fields may be values put in the wrong place, and are not shown unless they resemble one here. */
  readonly discreet?: boolean;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  return typeof value === 'object' ? `a ${tagOf(value)}` : `a ${typeof value}`;
}

/** `Object`, `Map`, `Date` and so on, whichever realm made it. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** True when there is nothing to report. */
export function fits(shape: Shape, value: unknown): boolean {
  const issues: Issue[] = [];
  shape(value, '', issues);
  return issues.length === 0;
}

export function wrongType(path: string, expected: string, value: unknown): Issue {
  return {
    code: 'ERR_FIELD_TYPE',
    path,
    message: `expected ${expected}, found ${describe(value)}`,
    hint: `write ${expected}, or leave the field out`,
  };
}

function scalar<T>(type: 'string' | 'number' | 'boolean', expected: string): Shape<T> {
  return (value, path, issues) => {
    if (typeof value !== type) issues.push(wrongType(path, expected, value));
  };
}

export const text = scalar<string>('string', 'a string');
export const number = scalar<number>('number', 'a number');
export const flag = scalar<boolean>('boolean', 'true or false');

/** Anything: the field is known, and what it holds is looked at elsewhere or not at all. */
export const anything: Shape<unknown> = () => {};

/** True for what JSON, YAML and object literals make of `{}`; a Map or Headers would look like an empty one. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return tagOf(value) === 'Object';
}

/** The entries of a map that hold a text; none of anything but a map. */
export function textEntries(value: unknown): [name: string, text: string][] {
  return Object.entries(isRecord(value) ? value : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value, path, issues) => {
    if (!Array.isArray(value)) return void issues.push(wrongType(path, 'a list', value));
    value.forEach((entry, index) => item(entry, indexPath(path, index), issues));
  };
}

/** `toPath` says how an entry is told from the others, given its key and its place among them. */
export function map<T>(
  item: Shape<T>,
  toPath: (parent: string, key: string, index: number) => string = keyPath,
): Shape<Readonly<Record<string, T>>> {
  return (value, path, issues) => {
    if (!isRecord(value)) return void issues.push(wrongType(path, 'an object', value));
    Object.entries(value).forEach(([key, entry], index) => item(entry, toPath(path, key, index), issues));
  };
}

/** Undefined and null count as absent: Go writes null for what it has not got. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

export function object({ fields, required = [], open = false, discreet = false }: ObjectShape): Shape {
  const known = new Map(Object.entries(fields));
  const hint = `correct the spelling or remove it; the fields here are ${[...known.keys()].join(', ')}`;
  return (value, path, issues) => {
    if (!isRecord(value)) return void issues.push(wrongType(path, 'an object', value));
    for (const [name, entry] of Object.entries(value)) {
      const shape = known.get(name);
      if (shape !== undefined && !isAbsent(entry)) shape(entry, fieldPath(path, name), issues);
      else if (shape === undefined && !open && !discreet)
        issues.push(unknownField(fieldPath(path, name), hint));
    }
    if (discreet) issues.push(...unknownFields(value, path, new Set(known.keys()), hint));
    for (const name of required) {
      if (isAbsent(value[name])) issues.push(missingField(fieldPath(path, name)));
    }
  };
}

function unknownField(path: string, hint: string): Issue {
  return { code: 'ERR_FIELD_UNKNOWN', path, message: 'there is no such field', hint };
}

function missingField(path: string): Issue {
  return { code: 'ERR_FIELD_MISSING', path, message: 'is required', hint: 'add the field' };
}
