import BTreeModule from 'sorted-btree';
import { bulkLoad } from 'sorted-btree/extended/bulkLoad.js';
import { show } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { docOf } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { StoredDocument } from '../storage/record.js';
import { extractKeys } from './extract.js';
import type { IndexKey } from './key.js';
import { compareByPattern, keyOrder } from './key.js';
import type { IndexSpec } from './spec.js';

// The package is CommonJS: its class is the `default` of what Node takes for the default export.
const BTree = BTreeModule.default ?? BTreeModule;
/** The entries are keys only: the document of a record is looked up, so an update leaves untouched indexes alone. */
type Tree = import('sorted-btree').default<IndexKey, true>;

const nodeSize = 32;

type Keys = readonly (readonly Value[])[];

/** One index of a collection, in memory and in order; it is built anew from the documents at every start. */
export class Index {
  readonly spec: IndexSpec;
  tree: Tree;
  /** Set for good by the first document with an array on one of the paths. */
  multikey = false;

  constructor(spec: IndexSpec) {
    this.spec = spec;
    this.tree = new BTree(undefined, keyOrder(spec.fields), nodeSize) as Tree;
  }

  /**
   * Files all documents at once into an empty index, in a fraction of the time that one after the other takes.
   * Throws DuplicateKey (11000) if they do not fit into a unique index.
   */
  fill(documents: Iterable<StoredDocument>, namespace: string): void {
    const { fields, unique } = this.spec;
    const entries: IndexKey[] = [];
    for (const { doc, record } of documents) {
      for (const values of this.keysOf(doc)) entries.push({ values, record });
    }
    const order = keyOrder(fields);
    entries.sort(order);
    for (let i = 1; unique && i < entries.length; i++) {
      const { values } = entries[i]!;
      if (compareByPattern(fields, entries[i - 1]!.values, values) === 0) {
        throw duplicateKey(this.spec, values as readonly Value[], namespace);
      }
    }
    this.tree = bulkLoad(
      entries,
      entries.map(() => true as const),
      nodeSize,
      order,
    );
  }

  /** The keys under which the document is filed: none if a partial or sparse index leaves it out. */
  keysOf(doc: Doc): Keys {
    const { partial, sparse, fields } = this.spec;
    if (partial && !partial.matches(doc)) return [];
    const { keys, multikey } = extractKeys(doc, fields);
    if (multikey) this.multikey = true;
    if (!sparse) return keys;
    return keys.filter((key) => key.some((value) => value !== null) || hasAnyField(doc, this.spec));
  }

  /** True when an update that changed `before` into `after` cannot have changed the keys. */
  unaffected(before: Doc, after: Doc): boolean {
    return this.spec.roots.every((root) => before.get(root) === after.get(root));
  }

  /** Throws DuplicateKey (11000) when another record than `record` holds one of the keys in this unique index. */
  checkUnique(keys: Keys, record: number, namespace: string): void {
    if (!this.spec.unique) return;
    for (const values of keys) {
      for (const [found] of this.tree.entries({ values, record: -Infinity })) {
        if (compareByPattern(this.spec.fields, found.values, values) !== 0) break;
        if (found.record !== record) throw duplicateKey(this.spec, values, namespace);
      }
    }
  }

  add(keys: Keys, record: number): void {
    for (const values of keys) this.tree.set({ values, record }, true);
  }

  remove(keys: Keys, record: number): void {
    for (const values of keys) this.tree.delete({ values, record });
  }
}

function hasAnyField(doc: Doc, spec: IndexSpec): boolean {
  return spec.exists.some((node) => node.matches(doc));
}

function duplicateKey(spec: IndexSpec, values: readonly Value[], namespace: string): CommandError {
  const pairs = spec.fields.map(({ path }, i) => [path, values[i] ?? null] as const);
  const shown = pairs.map(([path, value]) => `${path}: ${show(value)}`).join(', ');
  return new CommandError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${spec.name} dup key: { ${shown} }`,
    docOf({ keyPattern: spec.key, keyValue: new Map(pairs) }),
  );
}
