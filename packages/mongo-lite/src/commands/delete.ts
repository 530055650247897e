import { toInteger } from '../bson/numbers.js';
import type { Doc } from '../bson/values.js';
import { failedToParse } from '../errors.js';
import { select } from '../planner/select.js';
import { parseFilter } from '../query/parse.js';
import { checkFields, collectionName, documentArgument, documentsArgument } from './arguments.js';
import type { Command } from './command.js';
import { checkBatch, runStatements } from './write-errors.js';

export const deleteCommand: Command = {
  fields: ['deletes', 'ordered'],
  unsupported: ['let'],
  writes: true,
  run(command, { store, database }) {
    const statements = documentsArgument('delete', command, 'deletes');
    checkBatch(statements);
    const collection = store.find(database, collectionName(command));
    for (const statement of statements) checkStatement(statement);
    let n = 0;
    const errors = runStatements(command, statements, (statement) => {
      const filter = parseFilter(documentArgument('delete.deletes', statement, 'q'));
      const found = select(collection, filter, { limit: limitOf(statement), hint: statement.get('hint') });
      for (const stored of found) collection!.remove(stored);
      n += found.length;
    });
    return { n, ...errors };
  },
};

function checkStatement(statement: Doc): void {
  checkFields('delete.deletes', statement, { fields: ['limit', 'hint'], unsupported: ['collation'] }, 'q');
}

function limitOf(statement: Doc): number {
  const limit = toInteger(statement.get('limit'));
  if (limit !== 0 && limit !== 1) {
    throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${String(limit)}`);
  }
  return limit;
}
