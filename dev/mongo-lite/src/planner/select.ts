import type { Value } from '../bson/values.js';
import type { KeyField } from '../indexes/key.js';
import type { Node } from '../query/nodes.js';
import type { Collection } from '../storage/collection.js';
import type { StoredDocument } from '../storage/record.js';
import { choosePlan } from './plan.js';
import { candidates } from './scan.js';
import { sortBy } from './sort.js';

export interface Selection {
  sort?: readonly KeyField[];
  skip?: number;
  /** 0 or absent: no limit. */
  limit?: number;
  hint?: Value;
}

/** The documents that match, in the sort's order. */
export function select(collection: Collection | undefined, filter: Node, selection: Selection = {}): StoredDocument[] {
  if (!collection) return [];
  const { sort = [], skip = 0, limit = 0 } = selection;
  const plan = choosePlan(collection, filter, sort, selection.hint);
  const inOrder = sort.length === 0 || (plan.kind === 'index' && plan.sorted);
  const enough = inOrder && limit > 0 ? skip + limit : Infinity;
  const found: StoredDocument[] = [];
  for (const stored of candidates(collection, plan)) {
    if (!filter.matches(stored.doc)) continue;
    found.push(stored);
    if (found.length >= enough) break;
  }
  const sorted = inOrder ? found : sortBy(found, ({ doc }) => doc, sort);
  return skip === 0 && limit === 0 ? sorted : sorted.slice(skip, limit === 0 ? undefined : skip + limit);
}
