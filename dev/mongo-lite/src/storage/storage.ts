/** What a collection keeps about itself: its id in the storage and its catalogue entry (BSON). */
export interface StoredCollection {
  readonly id: number;
  readonly entry: Buffer;
}

/**
 * Where documents outlive the process. Writes are put in order and become durable together: what `flushed` was called
 * after is on disk, all of it, when its promise resolves.
 */
export interface Storage {
  /** Everything that was stored before, in the order of records. */
  load(
    onCollection: (stored: StoredCollection) => void,
    onDocument: (id: number, record: number, bytes: Buffer) => void,
  ): void;
  putCollection(stored: StoredCollection): void;
  removeCollection(id: number): void;
  putDocument(id: number, record: number, bytes: Buffer): void;
  removeDocument(id: number, record: number): void;
  /** Resolves when everything put so far is on disk. */
  flushed(): Promise<void>;
  close(): Promise<void>;
}

/** Keeps nothing: for tests and benchmarks. */
export function memoryStorage(): Storage {
  const nothing = () => {};
  return {
    load: nothing,
    putCollection: nothing,
    removeCollection: nothing,
    putDocument: nothing,
    removeDocument: nothing,
    flushed: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
