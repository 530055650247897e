import type { Stretch } from '../indexes/overlay.js';

/** The changes of one checkpoint; afterwards all of them are on disk, or none. */
export interface Batch {
  putCollection(id: number, entry: Buffer): void;
  removeCollection(id: number): void;
  putDocument(space: number, record: number, bytes: Buffer): void;
  removeDocument(space: number, record: number): void;
  addEntry(space: number, entry: string): void;
  removeEntry(space: number, entry: string): void;
  /** Removes every document or index entry of the space. */
  clear(space: number): void;
}

export interface StoredRecord {
  readonly record: number;
  readonly bytes?: Buffer;
}

/** The state of the last checkpoint: documents and index entries, each in the numbered space of its collection or index. */
export interface Disk {
  /** Catalogue entries (BSON) by the ids of their collections. */
  collections(): Iterable<{ id: number; entry: Buffer }>;
  /** The generation of the log up to which all changes are included. */
  readonly generation: number;
  document(space: number, record: number): Buffer | undefined;
  /** In the order of records, or in reverse. */
  documents(space: number, reverse: boolean): Iterable<StoredRecord>;
  /** Like `documents`, without their bytes; those after `last`. */
  records(space: number, reverse: boolean, last?: number): Iterable<StoredRecord>;
  /** 0 when the space is empty. */
  lastRecord(space: number): number;
  entries(space: number, stretch: Stretch): Iterable<string>;
  /** Runs `fill` at once. Resolves when its changes and the generation are on disk, and reads see them. */
  write(generation: number, fill: (batch: Batch) => void): Promise<void>;
  close(): Promise<void>;
}

/** Stores nothing and is never written to: for tests and benchmarks. */
export const noDisk: Disk = {
  collections: () => [],
  generation: 0,
  document: () => undefined,
  documents: () => [],
  records: () => [],
  lastRecord: () => 0,
  entries: () => [],
  write: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
