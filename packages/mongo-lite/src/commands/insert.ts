import { Timestamp } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { withId } from '../update/id.js';
import { collectionName, documentsArgument } from './arguments.js';
import type { Command } from './command.js';
import { checkBatch, runStatements } from './write-errors.js';

export const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  writes: true,
  run(command, { store, database }) {
    const documents = documentsArgument('insert', command, 'documents');
    checkBatch(documents);
    const collection = store.ensure(database, collectionName(command));
    let n = 0;
    const errors = runStatements(command, documents, (document) => {
      collection.insert(withId(withTimestamps(document)));
      n++;
    });
    return { n, ...errors };
  },
};

/** MongoDB replaces empty timestamps at the top level of a document with the current time. */
function withTimestamps(doc: Doc): Doc {
  for (const [name, value] of doc) {
    if (value instanceof Timestamp && value.seconds === 0 && value.increment === 0 && name !== '_id') {
      doc.set(name, nowTimestamp());
    }
  }
  return doc;
}

let lastTimestamp = { seconds: 0, increment: 0 };

/** A timestamp that no earlier call has returned. */
function nowTimestamp(): Timestamp {
  const seconds = Math.floor(Date.now() / 1000);
  const increment = seconds === lastTimestamp.seconds ? lastTimestamp.increment + 1 : 1;
  lastTimestamp = { seconds, increment };
  return new Timestamp(seconds, increment);
}
