import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { Storage } from './storage.js';

const keyBytes = 12;
/** Collection ids start at 1; under 0 stand the catalogue entries, by the id of their collection. */
const catalogue = 0;

function keyOf(id: number, record: number): Buffer {
  const key = Buffer.allocUnsafe(keyBytes);
  key.writeUInt32BE(id, 0);
  key.writeUInt32BE(0, 4);
  key.writeUIntBE(record, 6, 6);
  return key;
}

/**
 * Storage in an LMDB file in `dataDir`. LMDB commits all puts of one turn of the event loop in one transaction, so
 * commands that arrive together share one fsync. `onFailure` is called when a commit fails: what memory holds is then
 * ahead of the disk, and the process has to end.
 */
export function lmdbStorage(dataDir: string, onFailure: (error: unknown) => void): Storage {
  mkdirSync(dataDir, { recursive: true });
  const db = open<Buffer, Buffer>({
    path: join(dataDir, 'documents.lmdb'),
    encoding: 'binary',
    keyEncoding: 'binary',
    cache: false,
  });
  let durable = Promise.resolve();
  let pending: Promise<unknown> | undefined;

  const write = (promise: Promise<unknown>) => {
    pending = promise;
  };

  return {
    load(onCollection, onDocument) {
      for (const { key, value } of db.getRange({ end: keyOf(1, 0) })) {
        onCollection({ id: Number(key.readUIntBE(6, 6)), entry: value });
      }
      for (const { key, value } of db.getRange({ start: keyOf(1, 0) })) {
        onDocument(key.readUInt32BE(0), key.readUIntBE(6, 6), value);
      }
    },
    putCollection: ({ id, entry }) => write(db.put(keyOf(catalogue, id), entry)),
    removeCollection(id) {
      write(db.remove(keyOf(catalogue, id)));
      for (const key of db.getKeys({ start: keyOf(id, 0), end: keyOf(id + 1, 0) })) write(db.remove(key));
    },
    putDocument: (id, record, bytes) => write(db.put(keyOf(id, record), bytes)),
    removeDocument: (id, record) => write(db.remove(keyOf(id, record))),
    flushed() {
      if (pending !== undefined) {
        // Taken right after the put, in the same turn: `flushed` is then the flush of this very commit.
        const committed = pending;
        const flushed = new Promise((resolve, reject) => db.flushed.then(resolve, reject));
        pending = undefined;
        durable = Promise.all([durable, committed, flushed]).then(
          () => {},
          (error: unknown) => {
            onFailure(error);
            throw error;
          },
        );
      }
      return durable;
    },
    async close() {
      await durable;
      await db.close();
    },
  };
}
