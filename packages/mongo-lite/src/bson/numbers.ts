import { notSupported } from '../errors.js';
import { compareValues, isNumber } from './compare.js';
import { decimalOf, decimalText, partsOf } from './decimal.js';
import { Decimal, Double } from './values.js';
import type { Value } from './values.js';

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/** A value that is a number as a JavaScript number (an approximation for large ones); undefined when it is none. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Double) return value.value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Decimal) return Number(decimalText(value));
  return undefined;
}

/** An integer argument of a command, whatever numeric type it came in; undefined when it is none. */
export function toInteger(value: Value): number | undefined {
  const number = toNumber(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** MongoDB's truth: zero, false, null and missing are false, all else is true. */
export function isTruthy(value: Value): boolean {
  if (value === null || value === undefined || value === false) return false;
  return !isNumber(value) || compareValues(value, 0) !== 0;
}

/**
 * The sum with MongoDB's types: Int32 grows into Int64, Double wins over integers, Decimal128 over all.
 * Undefined when an Int64 overflows.
 */
export function add(a: Value, b: Value): Value {
  if (a instanceof Decimal || b instanceof Decimal) return addDecimals(decimalOperand(a), decimalOperand(b));
  if (a instanceof Double || b instanceof Double) return new Double(toNumber(a)! + toNumber(b)!);
  if (typeof a === 'number' && typeof b === 'number') return widen(a + b);
  return bounded(BigInt(a as number | bigint) + BigInt(b as number | bigint));
}

/** The product, typed as `add` does. Undefined when an Int64 overflows. */
export function multiply(a: Value, b: Value): Value {
  if (a instanceof Decimal || b instanceof Decimal) return multiplyDecimals(decimalOperand(a), decimalOperand(b));
  if (a instanceof Double || b instanceof Double) return new Double(toNumber(a)! * toNumber(b)!);
  const product = BigInt(a as number | bigint) * BigInt(b as number | bigint);
  if (typeof a === 'number' && typeof b === 'number' && BigInt.asIntN(32, product) === product) return Number(product);
  return bounded(product);
}

/** An integer as Int32 when it fits, else as Int64. */
export function widen(integer: number): Value {
  return (integer | 0) === integer ? integer : BigInt(integer);
}

function bounded(integer: bigint): Value {
  return integer < minInt64 || integer > maxInt64 ? undefined : integer;
}

function decimalOperand(value: Value): Decimal {
  if (value instanceof Decimal) {
    if (partsOf(value).kind !== 'finite') throw notSupported('arithmetic with an infinite or undefined Decimal128');
    return value;
  }
  if (value instanceof Double) throw notSupported('arithmetic between a Decimal128 and a Double');
  return decimalOf(BigInt(value as number | bigint), 0)!;
}

function signed(value: Decimal): { amount: bigint; exponent: number } {
  const { negative, coefficient, exponent } = partsOf(value);
  return { amount: negative ? -coefficient : coefficient, exponent };
}

function addDecimals(a: Decimal, b: Decimal): Value {
  const left = signed(a);
  const right = signed(b);
  const exponent = Math.min(left.exponent, right.exponent);
  if (Math.max(left.exponent, right.exponent) - exponent > 200) throw notSupported('adding such different Decimal128s');
  const scale = (x: { amount: bigint; exponent: number }) => x.amount * 10n ** BigInt(x.exponent - exponent);
  return finite(decimalOf(scale(left) + scale(right), exponent));
}

function multiplyDecimals(a: Decimal, b: Decimal): Value {
  const left = signed(a);
  const right = signed(b);
  const negativeZero = partsOf(a).negative !== partsOf(b).negative;
  return finite(decimalOf(left.amount * right.amount, left.exponent + right.exponent, negativeZero));
}

function finite(result: Decimal | null): Decimal {
  if (result === null) throw notSupported('a Decimal128 result outside the range of the type');
  return result;
}

/** The whole part of a number as an Int64; undefined when it is no number or does not fit. */
export function toInt64(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  const number = toNumber(value);
  if (number === undefined || !Number.isFinite(number)) return undefined;
  const integer = BigInt(Math.trunc(number));
  return bounded(integer) === undefined ? undefined : integer;
}
