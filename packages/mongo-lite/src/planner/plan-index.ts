import { isTruthy } from '../bson/numbers.js';
import type { Index } from '../indexes/index.js';
import { compareByPattern } from '../indexes/key.js';
import type { Bound, KeyField } from '../indexes/key.js';
import { implies } from '../indexes/partial.js';
import type { Node } from '../query/nodes.js';
import { Leaf } from '../query/nodes.js';
import { intersect, pointsOf, rangeOf } from './intervals.js';
import type { Interval } from './intervals.js';

export interface IndexScan {
  readonly kind: 'index';
  readonly index: Index;
  /** For each leading field of the index, the ranges of values to read, in ascending order. */
  readonly intervals: readonly (readonly Interval[])[];
  readonly reverse: boolean;
  /** The documents come in the requested order. */
  readonly sorted: boolean;
  readonly score: number;
}

const maxCombinations = 2000;
const ascending: readonly KeyField[] = [{ path: '', parts: [], direction: 1 }];
const compareBounds = (a: Bound, b: Bound) => compareByPattern(ascending, [a], [b]);

/** How this index would serve the conditions and the sort; undefined if it may lack matching documents. */
export function planIndex(index: Index, conditions: readonly Node[], sort: readonly KeyField[]): IndexScan | undefined {
  const { spec } = index;
  const leaves = conditions.filter((node) => node instanceof Leaf);
  if (spec.partial && !implies(conditions, spec.partial)) return undefined;
  if (spec.sparse && !leaves.some((leaf) => spec.fields.some(({ path }) => path === leaf.path) && needsField(leaf))) {
    return undefined;
  }
  const intervals: (readonly Interval[])[] = [];
  let combinations = 1;
  let score = 0;
  for (const { path } of spec.fields) {
    const own = leaves.filter((leaf) => leaf.path === path);
    const points = smallest(own.map(pointsOf));
    if (points) {
      combinations *= points.length;
      if (combinations > maxCombinations) break;
      intervals.push(points);
      score += points.length === 1 ? 100 : 60;
      continue;
    }
    const range = rangeAmong(own, index.multikey);
    if (range) {
      intervals.push([range]);
      score += 30;
    }
    break;
  }
  const unique = spec.unique && score === spec.fields.length * 100;
  const order = sort.length === 0 ? undefined : sortOrder(index, intervals, sort);
  return {
    kind: 'index',
    index,
    intervals,
    reverse: order === -1,
    sorted: order !== undefined,
    score: score + (unique ? 1000 : 0) + (order === undefined ? 0 : 10),
  };
}

function smallest(candidates: readonly (Interval[] | undefined)[]): Interval[] | undefined {
  return candidates.reduce((best, next) => (next && (!best || next.length < best.length) ? next : best), undefined);
}

function rangeAmong(leaves: readonly Leaf[], multikey: boolean): Interval | undefined {
  const ranges = leaves.map(rangeOf).filter((range) => range !== undefined);
  // Of an array, one element may meet one bound and another element the other.
  if (multikey) return ranges[0];
  return ranges.length === 0 ? undefined : ranges.reduce((a, b) => intersect(a, b, compareBounds));
}

/** True when the condition cannot hold for a missing field. */
function needsField(leaf: Leaf): boolean {
  switch (leaf.kind) {
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return leaf.operand !== null && !leaf.matchesValue(undefined);
    case 'in':
      return !leaf.matchesValue(undefined);
    case 'exists':
      return isTruthy(leaf.operand);
    default:
      return false;
  }
}

/** 1 or -1 when reading the index forwards or backwards gives the sort's order. */
function sortOrder(index: Index, intervals: readonly (readonly Interval[])[], sort: readonly KeyField[]) {
  if (index.multikey || !index.exact) return undefined;
  let order: number | undefined;
  let next = 0;
  for (const [i, field] of index.spec.fields.entries()) {
    const fixed = intervals[i]?.length === 1 && intervals[i][0]!.low === intervals[i][0]!.high;
    const wanted = sort[next];
    if (!wanted) break;
    if (wanted.path === field.path) {
      const direction = wanted.direction * field.direction;
      if (!fixed) order ??= direction;
      if (!fixed && order !== direction) return undefined;
      next++;
    } else if (!fixed) return undefined;
  }
  return next === sort.length ? ((order ?? 1) as 1 | -1) : undefined;
}
