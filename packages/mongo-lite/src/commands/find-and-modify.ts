import { isTruthy } from '../bson/numbers.js';
import { RawDocument, docOf } from '../bson/values.js';
import type { Doc, Value } from '../bson/values.js';
import { failedToParse } from '../errors.js';
import { parseFilter } from '../query/parse.js';
import type { Node } from '../query/nodes.js';
import type { StoredDocument } from '../storage/record.js';
import { compileUpdate } from '../update/compile.js';
import { collectionName, documentArgument } from './arguments.js';
import type { Command, CommandContext } from './command.js';
import { encoderFor, orderOf } from './find.js';
import { firstMatch, insertUpserted, updateOne } from './write-one.js';

export const findAndModify: Command = {
  fields: ['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'bypassDocumentValidation', 'hint'],
  unsupported: ['arrayFilters', 'collation', 'let'],
  writes: true,
  run(command, context) {
    checkCombination(command);
    const filter = parseFilter(documentArgument('findAndModify', command, 'query'));
    const encode = encoderFor(documentArgument('findAndModify', command, 'fields'));
    const value = (stored: StoredDocument) => new RawDocument(encode(stored));
    return isTruthy(command.get('remove'))
      ? remove(command, context, filter, value)
      : change(command, context, filter, value);
  },
};

function checkCombination(command: Doc): void {
  const remove = isTruthy(command.get('remove'));
  if (!remove && !command.has('update')) throw failedToParse('Either an update or remove=true must be specified');
  if (!remove) return;
  if (command.has('update')) throw failedToParse('Cannot specify both an update and remove=true');
  if (isTruthy(command.get('upsert'))) throw failedToParse('Cannot specify both upsert=true and remove=true ');
  if (isTruthy(command.get('new'))) {
    throw failedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  }
}

type Encode = (stored: StoredDocument) => Value;

function remove(command: Doc, { store, database }: CommandContext, filter: Node, value: Encode) {
  const collection = store.find(database, collectionName(command));
  const { sort, hint } = orderOf(command.get('sort'), command.get('hint'));
  const found = firstMatch(collection, filter, sort, hint);
  if (found) collection!.remove(found);
  return { lastErrorObject: docOf({ n: found ? 1 : 0 }), value: found ? value(found) : null };
}

function change(command: Doc, { store, database }: CommandContext, filter: Node, value: Encode) {
  const name = collectionName(command);
  const upsert = isTruthy(command.get('upsert'));
  const compiled = compileUpdate(command.get('update'));
  const collection = upsert ? store.ensure(database, name) : store.find(database, name);
  const { sort, hint } = orderOf(command.get('sort'), command.get('hint'));
  const returnNew = isTruthy(command.get('new'));
  const found = firstMatch(collection, filter, sort, hint);
  if (found) {
    const after = updateOne(collection!, found, filter, compiled);
    return {
      lastErrorObject: docOf({ n: 1, updatedExisting: true }),
      value: value(returnNew ? after : found),
    };
  }
  if (!upsert) return { lastErrorObject: docOf({ n: 0, updatedExisting: false }), value: null };
  const inserted = insertUpserted(collection!, filter, compiled);
  return {
    lastErrorObject: docOf({ n: 1, updatedExisting: false, upserted: inserted.doc.get('_id') }),
    value: returnNew ? value(inserted) : null,
  };
}
