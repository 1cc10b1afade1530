/** Amounts in cdk8s' own types, and the plain numbers the wire has. */
import type { Duration, Size, SizeRoundingBehavior } from 'cdk8s';

/** Its value as the compiler knows it: definitions are made without cdk8s too, where only the types of it are. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a mere type has no members to name
const UNROUNDED: SizeRoundingBehavior.NONE = 2;

/** By what they can do, not by class: an app may hold several copies of cdk8s. */
function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && name in value;
}

export function isDuration(value: unknown): value is Duration {
  return hasMethod(value, 'toMilliseconds');
}

export function isSize(value: unknown): value is Size {
  return hasMethod(value, 'toKibibytes');
}

export function isAmount(value: unknown): value is Duration | Size {
  return isDuration(value) || isSize(value);
}

/** Not asked for whole numbers, which cdk8s would insist on with an exception: a fraction is an Issue among others. */
export function toMillis(amount: Duration): number {
  // 4.1 minutes are 245999.99999999997 ms in floating point; who wrote them meant the whole number.
  return Number(amount.toMilliseconds({ integral: false }).toPrecision(15));
}

function toBytes(amount: Size): number {
  return amount.toKibibytes({ rounding: UNROUNDED }) * 1024;
}

/** Milliseconds, bytes, or a count as it is. */
export function toNumber(amount: Duration | Size | number): number {
  if (typeof amount === 'number') return amount;
  return isDuration(amount) ? toMillis(amount) : toBytes(amount);
}
