import type { KeyField } from '../indexes/key.js';
import type { Value } from '../bson/values.js';
import { select } from '../planner/select.js';
import type { Node, MatchDetails } from '../query/nodes.js';
import type { Collection } from '../storage/collection.js';
import type { StoredDocument } from '../storage/record.js';
import { applyUpdate } from '../update/apply.js';
import type { Update } from '../update/compile.js';
import { documentForUpsert } from '../update/upsert.js';

/** Applies a compiled update to one document; returns the stored one if the update changed nothing. */
export function updateOne(
  collection: Collection,
  stored: StoredDocument,
  filter: Node,
  update: Update,
): StoredDocument {
  const details: MatchDetails = { arrayIndex: undefined };
  if (update.kind === 'modifiers' && update.positional) filter.matches(stored.doc, details);
  const doc = applyUpdate(update, stored.doc, { matchedIndex: details.arrayIndex });
  return doc === stored.doc ? stored : collection.replace(stored, doc);
}

/** Inserts the document that an upsert builds from its filter and its update. */
export function insertUpserted(collection: Collection, filter: Node, update: Update): StoredDocument {
  return collection.insert(documentForUpsert(filter, update));
}

/** The first matching document in the sort's order. */
export function firstMatch(
  collection: Collection | undefined,
  filter: Node,
  sort: readonly KeyField[],
  hint: Value,
): StoredDocument | undefined {
  return select(collection, filter, { sort, hint, limit: 1 })[0];
}
