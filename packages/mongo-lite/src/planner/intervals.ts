import { compareValues } from '../bson/compare.js';
import { maxKey, minKey, rank, rankOf } from '../bson/values.js';
import type { Value } from '../bson/values.js';
import { TypeEdge } from '../indexes/key.js';
import type { Bound } from '../indexes/key.js';
import type { Leaf } from '../query/nodes.js';

/** A range of one field's values, both ends included: documents are checked against the filter anyway. */
export interface Interval {
  readonly low: Bound;
  readonly high: Bound;
}

const indexable = (value: Value) => {
  const type = rankOf(value);
  return type !== rank.array && value !== minKey && value !== maxKey;
};

/** The values that can match an equality or `$in`, in order and without duplicates; undefined if an index cannot be used. */
export function pointsOf(leaf: Leaf): Interval[] | undefined {
  const values = leaf.kind === 'eq' ? [leaf.operand] : leaf.kind === 'in' ? (leaf.operand as Value[]) : undefined;
  if (!values?.every(indexable)) return undefined;
  const sorted = [...values].sort(compareValues);
  return sorted
    .filter((value, i) => i === 0 || compareValues(value, sorted[i - 1]) !== 0)
    .map((value) => ({ low: value, high: value }));
}

/** The range of values that can match a `$lt`, `$lte`, `$gt` or `$gte`; undefined if an index cannot be used. */
export function rangeOf(leaf: Leaf): Interval | undefined {
  const operand = leaf.operand;
  const type = rankOf(operand);
  if (!indexable(operand)) return undefined;
  switch (leaf.kind) {
    case 'gt':
    case 'gte':
      return { low: operand, high: new TypeEdge(type, 1) };
    case 'lt':
    case 'lte':
      return { low: new TypeEdge(type, -1), high: operand };
    default:
      return undefined;
  }
}

/** The intersection of two ranges; always empty for ranges of different types. */
export function intersect(a: Interval, b: Interval, compare: (x: Bound, y: Bound) => number): Interval {
  return {
    low: compare(a.low, b.low) >= 0 ? a.low : b.low,
    high: compare(a.high, b.high) <= 0 ? a.high : b.high,
  };
}
