/**
 * Kubernetes quantities, exactly: parsed to billionths, written back the way the API server stores them. A manifest in
 * another spelling would be reported as changed by every `kubectl apply`.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

/** An amount, and the family of suffixes it is written in. */
export interface Quantity {
  /** The amount in billionths, the smallest unit Kubernetes keeps. */
  readonly nanos: bigint;
  readonly format: 'binary' | 'decimal' | 'exponent';
}

export const NANOS = 1_000_000_000n;

/** More than two digits of exponent are beyond what Kubernetes stores (2^63 - 1). */
const SYNTAX = /^\+?(\d+\.?\d*|\.\d+)(?:(Ki|Mi|Gi|Ti|Pi|Ei)|([numkMGTPE]?)|[eE]([+-]?\d{1,2}))$/;

const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const MAX_NANOS = (2n ** 63n - 1n) * NANOS;

/** The amount `text` stands for, or undefined when it is no quantity, negative, or beyond what Kubernetes stores. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text.length > 64 ? null : SYNTAX.exec(text);
  if (match === null) return undefined;
  const [, number = '', binary, decimal = '', exponent] = match;
  const [whole = '', fraction = ''] = number.split('.');
  const numerator = BigInt(whole + fraction) * scaleOf(binary, decimal, exponent);
  // 10^90 keeps every exponent whole, see scaleOf; the smallest amounts are rounded up, as Kubernetes does.
  const divisor = 10n ** BigInt(fraction.length) * 10n ** 90n;
  const nanos = (numerator + divisor - 1n) / divisor;
  if (nanos > MAX_NANOS) return undefined;
  return { nanos, format: binary !== undefined ? 'binary' : exponent !== undefined ? 'exponent' : 'decimal' };
}

/** Billionths one unit stands for, times 10^90. */
function scaleOf(binary: string | undefined, decimal: string, exponent: string | undefined): bigint {
  if (binary !== undefined) return 1024n ** BigInt(BINARY_SUFFIXES.indexOf(binary)) * NANOS * 10n ** 90n;
  if (exponent !== undefined) return 10n ** BigInt(99 + Number(exponent));
  return 1000n ** BigInt(DECIMAL_SUFFIXES.indexOf(decimal)) * 10n ** 90n;
}

/** The canonical form: a whole number with the largest suffix that keeps it whole. */
export function renderQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  if (format === 'binary' && nanos % NANOS === 0n && nanos >= 1024n * NANOS)
    return renderBinary(nanos / NANOS);
  const power = powersOf(1000n, nanos, DECIMAL_SUFFIXES.length - 1);
  const digits = nanos / 1000n ** BigInt(power);
  if (format !== 'exponent') return `${digits}${DECIMAL_SUFFIXES[power]}`;
  return power === 3 ? `${digits}` : `${digits}e${(power - 3) * 3}`;
}

function renderBinary(bytes: bigint): string {
  const power = powersOf(1024n, bytes, BINARY_SUFFIXES.length - 1);
  return `${bytes / 1024n ** BigInt(power)}${BINARY_SUFFIXES[power]}`;
}

/** How many times `base` divides `amount`, at most `limit`. */
function powersOf(base: bigint, amount: bigint, limit: number): number {
  let power = 0;
  while (power < limit && amount % base ** BigInt(power + 1) === 0n) power++;
  return power;
}
