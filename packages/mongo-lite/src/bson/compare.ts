import type { Doc, Scalar, Value } from './values.js';
import { Binary, Code, DateTime, Double, ObjectId, Regex, Timestamp, rank, rankOf } from './values.js';

/**
 * MongoDB's order of all values: by type first (undefined stands for a missing field), then by value; numbers of every
 * type compare by value.
 */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = rankOf(a);
  const right = rankOf(b);
  return left === right ? compareSameRank(left, a, b) : left - right;
}

function compareSameRank(common: number, a: Value, b: Value): number {
  switch (common) {
    case rank.number:
      return compareNumbers(a, b);
    case rank.string:
      return compareStrings(a as string, b as string);
    case rank.document:
      return compareDocuments(a as Doc, b as Doc);
    case rank.array:
      return compareArrays(a as Value[], b as Value[]);
    case rank.boolean:
      return Number(a) - Number(b);
    default:
      return compareScalars(a as Scalar, b as Scalar);
  }
}

function compareScalars(a: Scalar, b: Scalar): number {
  if (a instanceof ObjectId && b instanceof ObjectId) return a.hex === b.hex ? 0 : a.hex < b.hex ? -1 : 1;
  if (a instanceof DateTime && b instanceof DateTime) return a.millis - b.millis;
  if (a instanceof Timestamp && b instanceof Timestamp) return a.seconds - b.seconds || a.increment - b.increment;
  if (a instanceof Binary && b instanceof Binary) {
    return a.bytes.length - b.bytes.length || a.subtype - b.subtype || a.bytes.compare(b.bytes);
  }
  if (a instanceof Regex && b instanceof Regex) {
    return compareStrings(a.pattern, b.pattern) || compareStrings(a.flags, b.flags);
  }
  if (a instanceof Code && b instanceof Code) return compareStrings(a.source, b.source);
  return 0;
}

/** By code point, like MongoDB's comparison of UTF-8 bytes; JavaScript's own order differs beyond U+FFFF. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return left >= 0xd800 && right >= 0xd800 ? codeOrder(left) - codeOrder(right) : left - right;
  }
  return a.length - b.length;
}

/** Surrogates represent code points above all that a single unit can encode. */
function codeOrder(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function compareDocuments(a: Doc, b: Doc): number {
  const right = b.entries();
  for (const [name, value] of a) {
    const next = right.next();
    if (next.done) return 1;
    const [otherName, other] = next.value;
    const order = rankOf(value) - rankOf(other) || compareStrings(name, otherName) || compareValues(value, other);
    if (order !== 0) return order;
  }
  return a.size - b.size;
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareValues(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareNumbers(a: Value, b: Value): number {
  const left = plainNumber(a);
  const right = plainNumber(b);
  if (left < right) return -1;
  if (left > right) return 1;
  // eslint-disable-next-line eqeqeq -- 1n == 1 is the intended comparison by value
  if (left == right) return 0;
  return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
}

function plainNumber(value: Value): number | bigint {
  return value instanceof Double ? value.value : (value as number | bigint);
}

/** Whether the value is a BSON number: int, long or double. */
export function isNumber(value: Value): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double;
}

/** Whether the value is the double NaN. */
export function isNaNValue(value: Value): boolean {
  return value instanceof Double && Number.isNaN(value.value);
}
