import { isTruthy } from '../bson/numbers.js';
import { docOf } from '../bson/values.js';
import type { Doc, Value } from '../bson/values.js';
import { failedToParse } from '../errors.js';
import { select } from '../planner/select.js';
import { parseFilter } from '../query/parse.js';
import type { Collection } from '../storage/collection.js';
import { compileUpdate } from '../update/compile.js';
import { checkFields, collectionName, documentArgument, documentsArgument } from './arguments.js';
import type { Command } from './command.js';
import { insertUpserted, updateOne } from './write-one.js';
import { checkBatch, runStatements } from './write-errors.js';

interface Counts {
  n: number;
  nModified: number;
  upserted: Value[];
}

export const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation'],
  unsupported: ['let'],
  writes: true,
  run(command, { store, database }) {
    const statements = documentsArgument('update', command, 'updates');
    checkBatch(statements);
    const name = collectionName(command);
    for (const statement of statements) checkStatement(statement);
    const upserts = statements.some((statement) => isTruthy(statement.get('upsert')));
    const collection = upserts ? store.ensure(database, name) : store.find(database, name);
    const counts: Counts = { n: 0, nModified: 0, upserted: [] };
    const errors = runStatements(command, statements, (statement, index) => {
      runUpdate(collection, statement, index, counts);
    });
    const { n, nModified, upserted } = counts;
    return { n, ...(upserted.length > 0 ? { upserted } : {}), nModified, ...errors };
  },
};

const statementArguments = {
  fields: ['u', 'multi', 'upsert', 'hint'],
  unsupported: ['arrayFilters', 'collation', 'c', 'sort'],
};

function checkStatement(statement: Doc): void {
  checkFields('update.updates', statement, statementArguments, 'q');
}

function runUpdate(collection: Collection | undefined, statement: Doc, index: number, counts: Counts): void {
  const filter = parseFilter(documentArgument('update.updates', statement, 'q'));
  const compiled = compileUpdate(statement.get('u'));
  const multi = isTruthy(statement.get('multi'));
  if (multi && compiled.kind === 'replacement') {
    throw failedToParse('multi update is not supported for replacement-style update');
  }
  const found = select(collection, filter, { limit: multi ? 0 : 1, hint: statement.get('hint') });
  for (const stored of found) {
    const after = updateOne(collection!, stored, filter, compiled);
    counts.n++;
    if (after !== stored) counts.nModified++;
  }
  if (found.length === 0 && isTruthy(statement.get('upsert'))) {
    const inserted = insertUpserted(collection!, filter, compiled);
    counts.n++;
    counts.upserted.push(docOf({ index, _id: inserted.doc.get('_id') }));
  }
}
