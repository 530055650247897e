import { isNumber } from '../bson/compare.js';
import { identical } from '../bson/encode.js';
import { toNumber } from '../bson/numbers.js';
import type { Value } from '../bson/values.js';
import { badValue } from '../errors.js';
import type { KeyField } from '../indexes/key.js';
import type { Node } from '../query/nodes.js';
import { Leaf, Or } from '../query/nodes.js';
import type { Collection } from '../storage/collection.js';
import { conditionsOf } from './conditions.js';
import { planIndex } from './plan-index.js';
import type { IndexScan } from './plan-index.js';

interface CollectionScan {
  readonly kind: 'collection';
  readonly reverse: boolean;
}

/** Several index scans, one for each branch of an `$or`; a document may occur in more than one. */
interface Union {
  readonly kind: 'union';
  readonly branches: readonly IndexScan[];
}

export type Plan = CollectionScan | IndexScan | Union;

const collectionScan: CollectionScan = { kind: 'collection', reverse: false };

/** Chooses how to find the documents. Every plan finds all that match; its results are checked against the filter. */
export function choosePlan(collection: Collection, filter: Node, sort: readonly KeyField[], hint?: Value): Plan {
  const conditions = conditionsOf(filter);
  if (hint !== undefined) return hinted(collection, conditions, sort, hint);
  const best = bestIndex(collection, conditions, sort);
  if (best && best.intervals.length > 0) return best;
  return unionFor(collection, conditions) ?? best ?? collectionScan;
}

function bestIndex(collection: Collection, conditions: readonly Node[], sort: readonly KeyField[]) {
  let best: IndexScan | undefined;
  for (const index of collection.indexes.values()) {
    const scan = planIndex(index, conditions, sort);
    if (scan && (scan.intervals.length > 0 || scan.sorted) && scan.score > (best?.score ?? 0)) best = scan;
  }
  return best;
}

function unionFor(collection: Collection, conditions: readonly Node[]): Union | undefined {
  const or = conditions.find((node) => node instanceof Or);
  if (!(or instanceof Or)) return undefined;
  const branches: IndexScan[] = [];
  for (const child of or.children) {
    const scan = bestIndex(collection, conditionsOf(child), []);
    if (!scan || scan.intervals.length === 0) return undefined;
    branches.push(scan);
  }
  return { kind: 'union', branches };
}

function hinted(collection: Collection, conditions: readonly Node[], sort: readonly KeyField[], hint: Value): Plan {
  if (hint instanceof Map && hint.size === 0) return choosePlanWithoutHint(collection, conditions, sort);
  if (hint instanceof Map && hint.has('$natural')) {
    const direction = hint.get('$natural');
    return { kind: 'collection', reverse: isNumber(direction) && toNumber(direction)! < 0 };
  }
  const index =
    typeof hint === 'string'
      ? collection.indexes.get(hint)
      : [...collection.indexes.values()].find(({ spec }) => identical(spec.key, hint));
  if (!index) {
    throw badValue(
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  const scan = planIndex(index, conditions, sort);
  if (scan) return scan;
  throw badValue(
    `mongo-lite cannot use the partial or sparse index ${index.spec.name} for this query: leave out the hint`,
  );
}

function choosePlanWithoutHint(collection: Collection, conditions: readonly Node[], sort: readonly KeyField[]): Plan {
  return bestIndex(collection, conditions, sort) ?? collectionScan;
}

/** True for a filter with a single condition, on one `_id`. */
export function isIdLookup(filter: Node): boolean {
  return filter instanceof Leaf && filter.kind === 'eq' && filter.path === '_id';
}
