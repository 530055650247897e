import { decodeDocument } from '@shop/mongo-lite/bson/decode';
import { isTruthy } from '@shop/mongo-lite/bson/numbers';
import { Binary, Double, ObjectId, RawDocument, docOf } from '@shop/mongo-lite/bson/values';
import type { Doc, Value } from '@shop/mongo-lite/bson/values';
import { Cursors } from '@shop/mongo-lite/commands/cursors';
import { runCommand } from '@shop/mongo-lite/commands/dispatch';
import { openStore } from '@shop/mongo-lite/server';
import type { Store } from '@shop/mongo-lite/server';
import { encodeAnswer, messageLength, parseMessage } from '@shop/mongo-lite/wire/message';

// The only file of the model that knows the embedded store: its BSON, its wire format and its commands.
export { Binary, Double, ObjectId, docOf, encodeAnswer, isTruthy, messageLength, parseMessage };
export type { Doc, Value };

/** Opens an empty store in memory. */
export const emptyStore = (): Store => openStore({ inMemory: true });
export type { Store };
export { Cursors };

/** Runs a command on a store and returns its answer, an error as `ok: 0`. */
export function runOn(store: Store, cursors: Cursors, command: Doc): Doc {
  const database = command.get('$db');
  return runCommand(command, {
    store,
    cursors,
    database: typeof database === 'string' ? database : '',
    session: { id: 1, user: undefined },
    port: 0,
    credentials: undefined,
  }).answer;
}

/** The documents of a batch of an answer. */
export const documentsOf = (batch: Value): Doc[] =>
  (batch as Value[]).map((each) => (each instanceof RawDocument ? decodeDocument(each.bytes) : (each as Doc)));
