import { encodeDocument } from '../bson/encode.js';
import { isTruthy } from '../bson/numbers.js';
import type { Doc, Value } from '../bson/values.js';
import type { KeyField } from '../indexes/key.js';
import { Search } from '../planner/select.js';
import { parseSort } from '../planner/sort.js';
import { parseFilter } from '../query/parse.js';
import { parseProjection } from '../query/projection.js';
import type { StoredDocument } from '../storage/record.js';
import { collectionName, countArgument, documentArgument } from './arguments.js';
import type { Command } from './command.js';
import type { Source } from './cursors.js';

export const find: Command = {
  fields: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'noCursorTimeout',
    'allowPartialResults',
    'allowDiskUse',
  ],
  unsupported: ['collation', 'let', 'min', 'max', 'returnKey', 'showRecordId', 'tailable', 'awaitData', 'oplogReplay'],
  run(command, { store, database, cursors }) {
    const name = collectionName(command);
    const filter = parseFilter(documentArgument('find', command, 'filter'));
    const { sort, hint } = orderOf(command.get('sort'), command.get('hint'));
    const encode = encoderFor(documentArgument('find', command, 'projection'));
    const search = new Search(store.find(database, name), filter, {
      sort,
      hint,
      skip: countArgument('find', command, 'skip') ?? 0,
      limit: countArgument('find', command, 'limit') ?? 0,
    });
    const batchSize = countArgument('find', command, 'batchSize');
    const singleBatch = isTruthy(command.get('singleBatch'));
    return cursors.start(`${database}.${name}`, sourceOf(search, encode), batchSize, singleBatch);
  },
};

function sourceOf(search: Search, encode: (stored: StoredDocument) => Buffer): Source {
  return {
    next() {
      const stored = search.next();
      return stored && encode(stored);
    },
    detach: () => search.detach(),
    close: () => search.close(),
  };
}

/** The sort; `{$natural: 1}`, the insertion order, is a hint. */
export function orderOf(sort: Value, hint: Value): { sort: KeyField[]; hint: Value } {
  if (sort instanceof Map && sort.size === 1 && sort.has('$natural')) return { sort: [], hint: sort };
  return { sort: parseSort(sort), hint };
}

/** The bytes of a document under a projection; without one the stored bytes themselves. */
export function encoderFor(projection: Doc): (stored: StoredDocument) => Buffer {
  const project = parseProjection(projection);
  return project ? (stored) => encodeDocument(project(stored.doc)) : (stored) => stored.bytes;
}
