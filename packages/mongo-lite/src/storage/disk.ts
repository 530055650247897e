import type { Stretch } from '../indexes/overlay.js';

/** What one checkpoint changes; all of it is on disk when it is over, or nothing. */
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

/** What the last checkpoint left: documents and index entries, each in the numbered space of its collection or index. */
export interface Disk {
  /** Catalogue entries (BSON) by the ids of their collections. */
  collections(): Iterable<{ id: number; entry: Buffer }>;
  /** The generation of the log up to which everything is here. */
  readonly generation: number;
  document(space: number, record: number): Buffer | undefined;
  /** In the order of records, or its reverse. */
  documents(space: number, reverse: boolean): Iterable<StoredRecord>;
  /** As `documents`, without their bytes; those that come after `last`. */
  records(space: number, reverse: boolean, last?: number): Iterable<StoredRecord>;
  /** 0 when the space is empty. */
  lastRecord(space: number): number;
  entries(space: number, stretch: Stretch): Iterable<string>;
  /** Runs `fill` at once. Resolves when what it put is on disk, with the generation, and reads see it. */
  write(generation: number, fill: (batch: Batch) => void): Promise<void>;
  close(): Promise<void>;
}

/** Holds nothing and is never written to: for tests and benchmarks. */
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
