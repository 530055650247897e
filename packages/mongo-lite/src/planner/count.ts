import { rank, rankOf } from '../bson/values.js';
import type { Value } from '../bson/values.js';
import { keyText } from '../indexes/key-text.js';
import type { Node } from '../query/nodes.js';
import { Leaf } from '../query/nodes.js';
import type { Collection } from '../storage/collection.js';
import { conditionsOf } from './conditions.js';
import type { IndexScan } from './plan-index.js';
import { choosePlan } from './plan.js';
import { stretchesOf } from './scan.js';
import { scan } from './select.js';
import type { Selection } from './select.js';

/** The number of matching documents. Reads no document where an index alone gives the answer. */
export function countMatching(collection: Collection | undefined, filter: Node, selection: Selection = {}): number {
  if (!collection) return 0;
  const { skip = 0, limit = 0, hint } = selection;
  const all = hint === undefined ? fromIndex(collection, filter) : undefined;
  if (all !== undefined) return Math.min(Math.max(0, all - skip), limit > 0 ? limit : Infinity);
  let counted = 0;
  for (const _ of scan(collection, filter, selection)) counted++;
  return counted;
}

/** Undefined when documents have to be read. */
function fromIndex(collection: Collection, filter: Node): number | undefined {
  const conditions = conditionsOf(filter);
  if (conditions.length === 0) return collection.documents.size;
  const plan = choosePlan(collection, filter, []);
  if (plan.kind !== 'index' || !decides(plan, conditions)) return undefined;
  let counted = 0;
  for (const stretch of stretchesOf(plan)) for (const _ of plan.index.entries(stretch)) counted++;
  return counted;
}

/** Whether a document is in the plan's stretches exactly when it meets the conditions: only equalities, one a field. */
function decides({ index, intervals }: IndexScan, conditions: readonly Node[]): boolean {
  if (index.multikey || !index.exact || conditions.length !== intervals.length) return false;
  return index.spec.fields.slice(0, intervals.length).every(({ path }) => {
    const leaf = conditions.find((node) => node instanceof Leaf && node.path === path) as Leaf | undefined;
    if (leaf?.kind === 'eq') return isPlain(leaf.operand);
    return leaf?.kind === 'in' && (leaf.operand as Value[]).every(isPlain);
  });
}

const plainRanks: readonly number[] = [rank.string, rank.number, rank.boolean, rank.date, rank.objectId];
const oneField = [{ path: '', parts: [], direction: 1 }] as const;

/** Whether the value equals exactly those values that have the same text. */
function isPlain(value: Value): boolean {
  return plainRanks.includes(rankOf(value)) && keyText([value], oneField).exact;
}
