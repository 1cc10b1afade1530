/** Separates what has the right shape from what has not, so that every other rule can still be checked on the former. */
import { fieldPath, indexPath, isWithin, keyPath } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { Shape } from '../../contract/shape';
import { isAbsent, isRecord } from '../../contract/shape';
import { isAmount } from '../definition/amounts';
import { isProxyRuntime } from '../definition/proxy-runtime';
import type { Loose } from '../definition/loose';
import { toPlainValue } from './plain-value';

export interface KnownProps<Props> {
  /** A copy of the props without whatever has the wrong shape. */
  readonly props: Loose<Props>;
  readonly issues: readonly Issue[];
  /** True when the value at `path`, or something around it, has been refused already. */
  readonly isRefused: (path: string) => boolean;
}

export function toKnownProps<Props extends object>(props: unknown, shape: Shape<Props>): KnownProps<Props> {
  const issues: Issue[] = [];
  shape(props, '', issues);
  const refused = new Set(issues.map((issue) => issue.path));
  const known = withoutRefused(props, '', refused);
  return {
    props: (isRecord(known) ? known : {}) as Loose<Props>,
    issues,
    isRefused: (path) => [...refused].some((outer) => isWithin(path, outer)),
  };
}

/** Lists keep their length: the index is part of every path. */
function withoutRefused(given: unknown, path: string, refused: ReadonlySet<string>): unknown {
  if (isAbsent(given) || refused.has(path)) return undefined;
  const value = toPlainValue(given);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => withoutRefused(item, indexPath(path, index), refused));
  }
  if (!isRecord(value) || isAmount(value) || isProxyRuntime(value)) return value;
  const entries = Object.entries(value).map(([name, entry]): [string, unknown] => {
    const asMapEntry = keyPath(path, name);
    const entryPath = refused.has(asMapEntry) ? asMapEntry : fieldPath(path, name);
    return [name, withoutRefused(entry, entryPath, refused)];
  });
  return Object.fromEntries(entries);
}
