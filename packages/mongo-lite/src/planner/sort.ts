import { isNumber } from '../bson/compare.js';
import { toNumber } from '../bson/numbers.js';
import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError, badValue } from '../errors.js';
import { extractKeys } from '../indexes/extract.js';
import { compareByPattern } from '../indexes/key.js';
import type { KeyField } from '../indexes/key.js';
import type { StoredDocument } from '../storage/record.js';

/** Compiles a sort document. Throws for directions other than 1 and -1. */
export function parseSort(sort: Value): KeyField[] {
  if (sort === undefined || sort === null) return [];
  if (!(sort instanceof Map)) throw new CommandError(14, 'the sort must be an object');
  return [...sort].map(([path, direction]) => {
    if (direction instanceof Map)
      throw badValue(`$meta sort keys are not supported by mongo-lite: ${showField(path, direction)}`);
    const sign = isNumber(direction) ? toNumber(direction) : undefined;
    if (sign === undefined)
      throw new CommandError(15974, `Illegal key in $sort specification: ${showField(path, direction)}`);
    if (sign !== 1 && sign !== -1) {
      throw new CommandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    const parts = path.split('.');
    if (parts.includes('')) throw new CommandError(40353, "FieldPath must not end with a '.' or have an empty part.");
    if (path.startsWith('$'))
      throw new CommandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    return { path, parts, direction: sign };
  });
}

/** Sorts like MongoDB: an array counts as its least element, or its greatest in a descending sort. */
export function sortBy(docs: Iterable<Doc>, fields: readonly KeyField[]): Doc[] {
  const keyed = Array.from(docs, (doc) => ({ doc, key: sortKey(doc, fields) }));
  return keyed.sort((a, b) => compareByPattern(fields, a.key, b.key)).map(({ doc }) => doc);
}

/** The records of documents in the sort's order; only the documents' keys are held in memory. */
export function sortedRecords(documents: Iterable<StoredDocument>, fields: readonly KeyField[]): number[] {
  const keyed = Array.from(documents, ({ record, doc }) => ({ record, key: sortKey(doc, fields) }));
  return keyed.sort((a, b) => compareByPattern(fields, a.key, b.key)).map(({ record }) => record);
}

function sortKey(doc: Doc, fields: readonly KeyField[]): readonly Value[] {
  try {
    return extractKeys(doc, fields).keys[0]!;
  } catch (error) {
    if (error instanceof CommandError && error.code === 171) {
      throw badValue('cannot sort with keys that are parallel arrays');
    }
    throw error;
  }
}
