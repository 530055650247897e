import { compareValues } from '../bson/compare.js';
import { rankOf } from '../bson/values.js';
import type { Value } from '../bson/values.js';

/** A field of an index or sort pattern. */
export interface KeyField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly direction: 1 | -1;
}

/** In a bound of a range: before or after every value of one type. */
export class TypeEdge {
  readonly rank: number;
  readonly side: 1 | -1;
  constructor(rank: number, side: 1 | -1) {
    this.rank = rank;
    this.side = side;
  }
}

export type Bound = Value | TypeEdge;

function compareBounds(a: Bound, b: Bound): number {
  if (a instanceof TypeEdge) {
    if (b instanceof TypeEdge) return a.rank - b.rank || a.side - b.side;
    return a.rank - rankOf(b) || a.side;
  }
  if (b instanceof TypeEdge) return rankOf(a) - b.rank || -b.side;
  return compareValues(a, b);
}

/** Compares the values by the pattern; if one has fewer values, only as many as both have. */
export function compareByPattern(fields: readonly KeyField[], a: readonly Bound[], b: readonly Bound[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareBounds(a[i], b[i]);
    if (order !== 0) return order * fields[i]!.direction;
  }
  return 0;
}
