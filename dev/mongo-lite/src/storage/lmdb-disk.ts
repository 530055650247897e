import { join } from 'node:path';
import { open } from 'lmdb';
import type { Stretch } from '../indexes/overlay.js';
import type { Batch, Disk } from './disk.js';

const nothing = Buffer.alloc(0);
/** Spaces are numbered from 1; in 0 stand the catalogue entries by the ids of their collections, and what is known of the log. */
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

/** A checkpoint in an LMDB file in `dataDir`, which LMDB maps into memory: what is not used costs none. */
export function lmdbDisk(dataDir: string): Disk {
  const db = open<Buffer, Buffer>({
    path: join(dataDir, 'documents.lmdb'),
    encoding: 'binary',
    keyEncoding: 'binary',
    cache: false,
    // A commit is over when it is on disk: only then may the log that holds the same be given up.
    overlappingSync: false,
  });
  const log = db.get(documentKey(catalogue, logRecord));

  function* documents(space: number, first: number, reverse: boolean) {
    const [low, high] = [documentKey(space, first), spaceKey(space + 1)];
    const range = reverse ? { start: high, end: low, reverse } : { start: low, end: high };
    for (const { key, value } of db.getRange(range)) yield { record: key.readUIntBE(6, 6), bytes: value };
  }

  function* entries(space: number, { low, high, reverse }: Stretch) {
    const [from, to] = [entryKey(space, low), entryKey(space, high)];
    const range = reverse ? { start: to, end: from, reverse } : { start: from, end: to };
    for (const key of db.getKeys(range)) yield key.toString('latin1', 4);
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
    generation: log ? log.readUInt32LE(0) : 0,
    *collections() {
      for (const { record, bytes } of documents(catalogue, 1, false)) yield { id: record, entry: bytes };
    },
    document: (space, record) => db.get(documentKey(space, record)),
    documents: (space, reverse) => documents(space, 0, reverse),
    lastRecord(space) {
      for (const { record } of documents(space, 0, true)) return record;
      return 0;
    },
    entries,
    async write(generation, fill) {
      fill(batch);
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeUInt32LE(generation);
      // Everything put in one turn is one transaction.
      await db.put(documentKey(catalogue, logRecord), bytes);
      db.resetReadTxn();
    },
    close: () => db.close(),
  };
}
