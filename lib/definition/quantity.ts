/**
 * Kubernetes quantities, exactly: parsed to thousandths, written back the way the API server stores them. A manifest in
 * another spelling would be reported as changed by every `kubectl apply`.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

/** An amount, and the family of suffixes it is written in. */
export interface Quantity {
  /** The amount in thousandths, the smallest unit Kubernetes keeps in a pod; less is rounded up. */
  readonly millis: bigint;
  readonly format: 'binary' | 'decimal' | 'exponent';
}

/** Thousandths in a whole. */
export const MILLIS = 1000n;

/** More than two digits of exponent are far beyond what Kubernetes stores. */
const SYNTAX = /^\+?(\d+\.?\d*|\.\d+)(?:(Ki|Mi|Gi|Ti|Pi|Ei)|([numkMGTPE]?)|[eE]([+-]?\d{1,2}))$/;
const MAX_LENGTH = 64;
const MAX_MILLIS = (2n ** 63n - 1n) * MILLIS;

const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/** The amount `text` stands for, or undefined when it is no quantity, negative, or beyond what Kubernetes stores. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text.length > MAX_LENGTH ? null : SYNTAX.exec(text);
  if (match === null) return undefined;
  const [, number = '', binary = '', decimal = '', exponent] = match;
  const [whole = '', fraction = ''] = number.split('.');
  const power = exponent === undefined ? 3 * (DECIMAL_SUFFIXES.indexOf(decimal) - 3) : Number(exponent);
  const units = BigInt(whole + fraction) * 1024n ** BigInt(BINARY_SUFFIXES.indexOf(binary));
  const millis = timesPowerOfTen(units, power + 3 - fraction.length);
  if (millis > MAX_MILLIS) return undefined;
  if (exponent !== undefined) return { millis, format: 'exponent' };
  return { millis, format: binary === '' ? 'decimal' : 'binary' };
}

/** The same for memory, of which there is no fraction of a byte. */
export function parseMemory(text: string): Quantity | undefined {
  const quantity = parseQuantity(text);
  return quantity === undefined || quantity.millis % MILLIS !== 0n ? undefined : quantity;
}

/** `amount` times ten to the `power`, rounded up. */
function timesPowerOfTen(amount: bigint, power: number): bigint {
  if (power >= 0) return amount * 10n ** BigInt(power);
  return divideUp(amount, 10n ** BigInt(-power));
}

export function divideUp(amount: bigint, divisor: bigint): bigint {
  return (amount + divisor - 1n) / divisor;
}

/** The canonical form: a whole number with the largest suffix that keeps it whole. */
export function renderQuantity({ millis, format }: Quantity): string {
  if (millis === 0n) return '0';
  if (format === 'binary' && millis % MILLIS === 0n && millis >= 1024n * MILLIS) {
    const [bytes, power] = withoutFactor(millis / MILLIS, 1024n);
    return `${bytes}${BINARY_SUFFIXES[power] ?? ''}`;
  }
  const [digits, power] = withoutFactor(millis, 1000n);
  if (format !== 'exponent') return `${digits}${DECIMAL_SUFFIXES[power + 2] ?? ''}`;
  return power === 1 ? `${digits}` : `${digits}e${(power - 1) * 3}`;
}

/** What is left of `amount` once `factor` is taken out as often as it goes, and how often that was. */
function withoutFactor(amount: bigint, factor: bigint): [rest: bigint, times: number] {
  let [rest, times] = [amount, 0];
  for (; rest % factor === 0n; times++) rest /= factor;
  return [rest, times];
}
