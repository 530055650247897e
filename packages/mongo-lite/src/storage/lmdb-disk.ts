import { join } from 'node:path';
import { open } from 'lmdb';
import type { Stretch } from '../indexes/overlay.js';
import type { Batch, Disk } from './disk.js';

const nothing = Buffer.alloc(0);
/** Spaces are numbered from 1; space 0 contains the catalogue entries by the ids of their collections, and the log's generation. */
const catalogue = 0;
const logRecord = 0;

function documentKey(space: number, record: number): Buffer {
  const key = Buffer.allocUnsafe(12);
  key.writeUInt32BE(space, 0);
  key.writeUInt32BE(0, 4);
  key.writeUIntBE(record, 6, 6);
  return key;
}

function entryKey(space: number, entry: string): Buffer {
  const key = Buffer.allocUnsafe(4 + entry.length);
  key.writeUInt32BE(space, 0);
  key.write(entry, 4, 'latin1');
  return key;
}

function spaceKey(space: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(space);
  return key;
}

const recordOf = (key: Buffer) => key.readUIntBE(6, 6);

/** Neither end is a key itself. */
function between(low: Buffer, high: Buffer, reverse: boolean) {
  return reverse ? { start: high, end: low, reverse } : { start: low, end: high };
}

/** A checkpoint in an LMDB file in `dataDir`, which LMDB maps into memory: unused data takes no memory. */
export function lmdbDisk(dataDir: string): Disk {
  const db = open<Buffer, Buffer>({
    path: join(dataDir, 'documents.lmdb'),
    encoding: 'binary',
    keyEncoding: 'binary',
    cache: false,
    // A commit is complete when it is on disk: only then may the log with the same changes be discarded.
    overlappingSync: false,
  });
  const logKey = documentKey(catalogue, logRecord);

  function* documents(space: number, reverse: boolean) {
    for (const { key, value } of db.getRange(between(spaceKey(space), spaceKey(space + 1), reverse))) {
      yield { record: recordOf(key), bytes: value };
    }
  }

  function* records(space: number, reverse: boolean, last?: number) {
    const from = last === undefined ? undefined : documentKey(space, last);
    const low = (!reverse && from) || spaceKey(space);
    const high = (reverse && from) || spaceKey(space + 1);
    for (const key of db.getKeys(between(low, high, reverse))) {
      const record = recordOf(key);
      if (record !== last) yield { record };
    }
  }

  const rangeOf = (space: number, { low, high, reverse }: Stretch) =>
    between(entryKey(space, low), entryKey(space, high), reverse);

  function* entries(space: number, stretch: Stretch) {
    for (const key of db.getKeys(rangeOf(space, stretch))) yield key.toString('latin1', 4);
  }

  const batch: Batch = {
    putCollection: (id, entry) => void db.put(documentKey(catalogue, id), entry),
    removeCollection: (id) => void db.remove(documentKey(catalogue, id)),
    putDocument: (space, record, bytes) => void db.put(documentKey(space, record), bytes),
    removeDocument: (space, record) => void db.remove(documentKey(space, record)),
    addEntry: (space, entry) => void db.put(entryKey(space, entry), nothing),
    removeEntry: (space, entry) => void db.remove(entryKey(space, entry)),
    clear(space) {
      for (const key of db.getKeys({ start: spaceKey(space), end: spaceKey(space + 1) })) void db.remove(key);
    },
  };

  return {
    get generation() {
      return db.get(logKey)?.readUInt32LE(0) ?? 0;
    },
    *collections() {
      for (const { record: id, bytes: entry } of documents(catalogue, false)) if (id !== logRecord) yield { id, entry };
    },
    document: (space, record) => db.get(documentKey(space, record)),
    documents,
    records,
    lastRecord(space) {
      for (const { record } of records(space, true)) return record;
      return 0;
    },
    entries,
    async write(generation, fill) {
      fill(batch);
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeUInt32LE(generation);
      // All changes of one turn form one transaction.
      await db.put(logKey, bytes);
      db.resetReadTxn();
    },
    close: () => db.close(),
  };
}
