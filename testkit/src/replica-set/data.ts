import { Cursors, docOf, documentsOf, emptyStore, runOn, type Doc, type Store, type Value } from './store.js';

/** The last retryable write of a session, as config.transactions keeps it: replicated and rolled back with the data. */
export interface LastWrite {
  readonly txnNumber: bigint;
  readonly answer: Doc;
}

/** Fields that only a replica set understands. The model handles them before a command reaches a store. */
const REPLICATION = ['lsid', 'txnNumber', 'writeConcern', 'readConcern', '$clusterTime', '$readPreference', 'stmtIds'];
const BATCH = 1000;

/** The data of one side (the primary, or the majority): a store in memory, its cursors, and the last write of each session. */
export class Data {
  readonly sessions = new Map<string, LastWrite>();
  readonly #store: Store = emptyStore();
  readonly #cursors = new Cursors();
  readonly #opened = new Set<Value>();

  /** Runs a command and returns its answer. Changes the command, so each side needs its own parsed copy. */
  run(command: Doc): Doc {
    for (const field of REPLICATION) command.delete(field);
    const answer = runOn(this.#store, this.#cursors, command);
    const cursor = answer.get('cursor');
    const id = cursor instanceof Map ? cursor.get('id') : undefined;
    if (id) this.#opened.add(id);
    return answer;
  }

  /** Whether this cursor was opened here. */
  opened(cursorId: Value): boolean {
    return this.#opened.has(typeof cursorId === 'number' ? BigInt(cursorId) : cursorId);
  }

  /** A copy with the same documents in the same order, the same indexes and sessions, and no open cursor. */
  copy(): Data {
    const copy = new Data();
    for (const [session, write] of this.sessions) copy.sessions.set(session, write);
    for (const [database, collections] of this.#store.databases) {
      for (const name of collections.keys()) {
        must(copy.run(docOf({ create: name, $db: database })));
        const indexes = this.#all({ listIndexes: name, $db: database }).filter((spec) => spec.get('name') !== '_id_');
        if (indexes.length > 0) must(copy.run(docOf({ createIndexes: name, indexes, $db: database })));
        const documents = this.#all({ find: name, sort: docOf({ $natural: 1 }), $db: database });
        for (let at = 0; at < documents.length; at += BATCH)
          must(copy.run(docOf({ insert: name, documents: documents.slice(at, at + BATCH), $db: database })));
      }
    }
    return copy;
  }

  #all(command: Record<string, Value>): Doc[] {
    const name = Object.values(command)[0]!;
    const found: Doc[] = [];
    let cursor = must(this.run(docOf(command))).get('cursor') as Doc;
    for (;;) {
      found.push(...documentsOf(cursor.get('firstBatch') ?? cursor.get('nextBatch')));
      const id = cursor.get('id');
      if (!id) return found;
      cursor = must(this.run(docOf({ getMore: id, collection: name, $db: command['$db'] }))).get('cursor') as Doc;
    }
  }
}

function must(answer: Doc): Doc {
  if (answer.has('code') || answer.has('writeErrors'))
    throw new Error(`copying failed: ${JSON.stringify([...answer])}`);
  return answer;
}
