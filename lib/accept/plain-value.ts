/** Props are made by programs, and may hold what JSON has not: holes in lists, and fields that objects inherit. */
import { isRecord } from '../../contract/shape';
import type { Shape } from '../../contract/shape';
import { isAmount } from '../definition/amounts';
import { isProxyRuntime } from '../definition/proxy-runtime';

/** One level of `value` as JSON could hold it; what was passed over otherwise may be the field that guards. */
export function toPlainValue(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from<unknown>(value);
  const isOpaque = isAmount(value) || isProxyRuntime(value);
  return isRecord(value) && !isOpaque ? { ...toInheritedFields(value), ...value } : value;
}

/** What `value` has from its class and base objects: getters, and data other than methods. */
function toInheritedFields(value: object): Record<string, unknown> {
  return Object.fromEntries(
    prototypesOf(value)
      .flatMap((prototype) => Object.getOwnPropertyNames(prototype))
      .map((name): [string, unknown] => [name, Reflect.get(value, name)])
      .filter(([, field]) => typeof field !== 'function'),
  );
}

/** Without the last one, which is Object.prototype: it is everybody's. */
function prototypesOf(value: object): object[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isLast = !isObject(prototype) || Object.getPrototypeOf(prototype) === null;
  return isLast ? [] : [prototype, ...prototypesOf(prototype)];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Applies `shape` to the plain form of a value. */
export function ofPlainValue<T>(shape: Shape): Shape<T> {
  return (value, path, issues) => {
    shape(toPlainValue(value), path, issues);
  };
}
