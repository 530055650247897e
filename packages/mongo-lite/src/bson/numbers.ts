import { compareValues, isNumber } from './compare.js';
import { Double } from './values.js';
import type { Value } from './values.js';

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/** A numeric value as a JavaScript number (an approximation for large ones); undefined for other values. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Double) return value.value;
  if (typeof value === 'bigint') return Number(value);
  return undefined;
}

/** An integer argument of a command, whatever its numeric type; undefined for other values. */
export function toInteger(value: Value): number | undefined {
  const number = toNumber(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** Truth in MongoDB: zero, false, null and missing are false, everything else is true. */
export function isTruthy(value: Value): boolean {
  if (value === null || value === undefined || value === false) return false;
  return !isNumber(value) || compareValues(value, 0) !== 0;
}

/** The sum with MongoDB's types: Int32 is widened to Int64, Double takes precedence over integers. Undefined when an Int64 overflows. */
export function add(a: Value, b: Value): Value {
  if (a instanceof Double || b instanceof Double) return new Double(toNumber(a)! + toNumber(b)!);
  if (typeof a === 'number' && typeof b === 'number') return widen(a + b);
  return bounded(BigInt(a as number | bigint) + BigInt(b as number | bigint));
}

/** An integer as Int32 when it fits, else as Int64. */
export function widen(integer: number): Value {
  return (integer | 0) === integer ? integer : BigInt(integer);
}

function bounded(integer: bigint): Value {
  return integer < minInt64 || integer > maxInt64 ? undefined : integer;
}
