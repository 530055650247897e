import type { Value } from '../bson/values.js';
import type { KeyField } from '../indexes/key.js';
import type { Node } from '../query/nodes.js';
import type { Collection } from '../storage/collection.js';
import type { StoredDocument } from '../storage/record.js';
import { choosePlan } from './plan.js';
import type { Plan } from './plan.js';
import { candidates, Position, recordsFrom } from './scan.js';
import { sortedRecords } from './sort.js';

export interface Selection {
  sort?: readonly KeyField[];
  skip?: number;
  /** 0 or absent: no limit. */
  limit?: number;
  hint?: Value;
}

/** The matching documents, in the sort's order. */
export function select(collection: Collection | undefined, filter: Node, selection: Selection = {}): StoredDocument[] {
  return Array.from(scan(collection, filter, selection));
}

/** Like `select`, one by one, so that they are not all in memory. Nothing may be written while they are read. */
export function* scan(
  collection: Collection | undefined,
  filter: Node,
  selection: Selection = {},
): Generator<StoredDocument> {
  if (!collection) return;
  const { sort = [], skip = 0, limit = 0 } = selection;
  const plan = choosePlan(collection, filter, sort, selection.hint);
  const last = limit > 0 ? skip + limit : Infinity;
  let found = 0;
  for (const stored of inOrder(collection, filter, sort, plan)) {
    if (found++ >= skip) yield stored;
    if (found >= last) return;
  }
}

function* inOrder(
  collection: Collection,
  filter: Node,
  sort: readonly KeyField[],
  plan: Plan,
): Generator<StoredDocument> {
  const matching = matches(candidates(collection, plan), filter);
  if (comesSorted(plan, sort)) yield* matching;
  else for (const record of sortedRecords(matching, sort)) yield collection.documents.get(record)!;
}

function comesSorted(plan: Plan, sort: readonly KeyField[]): boolean {
  return sort.length === 0 || (plan.kind === 'index' && plan.sorted);
}

function* matches(documents: Iterable<StoredDocument>, filter: Node): Generator<StoredDocument> {
  for (const stored of documents) if (filter.matches(stored.doc)) yield stored;
}

/**
 * The matching documents, for a cursor: each is read, and checked against the filter, on request. Between two turns of the event loop
 * `detach` has to be called: it keeps the position, and the remaining documents are then read in their current state, as in MongoDB.
 */
export class Search {
  readonly #collection: Collection | undefined;
  readonly #filter: Node;
  /** Opens the records from the current position; called again for each batch. */
  readonly #open: () => Iterator<number>;
  #records: Iterator<number> | undefined;
  #skip: number;
  #left: number;

  constructor(collection: Collection | undefined, filter: Node, selection: Selection) {
    this.#collection = collection;
    this.#filter = filter;
    const { sort = [], skip = 0, limit = 0, hint } = selection;
    this.#skip = skip;
    this.#left = limit > 0 ? limit : Infinity;
    this.#open = collection ? search(collection, filter, sort, hint) : () => [].values();
  }

  next(): StoredDocument | undefined {
    while (this.#left > 0) {
      this.#records ??= this.#open();
      const { done, value } = this.#records.next();
      if (done) return undefined;
      const stored = this.#collection!.documents.get(value);
      if (!stored || !this.#filter.matches(stored.doc)) continue;
      if (this.#skip-- > 0) continue;
      this.#left--;
      return stored;
    }
    this.close();
    return undefined;
  }

  detach(): void {
    this.close();
    this.#records = undefined;
  }

  close(): void {
    this.#records?.return?.();
  }
}

function search(collection: Collection, filter: Node, sort: readonly KeyField[], hint: Value): () => Iterator<number> {
  const plan = choosePlan(collection, filter, sort, hint);
  if (!comesSorted(plan, sort)) return once(sortedRecords(matches(candidates(collection, plan), filter), sort));
  const position = new Position();
  return () => recordsFrom(collection, plan, position);
}

/** Returns the same iterator each time: it does not read the collection. */
function once(records: readonly number[]): () => Iterator<number> {
  const iterator = records.values();
  return () => iterator;
}
