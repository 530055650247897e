import { decodeCollection } from './catalogue.js';
import { Collection, idIndexSpec } from './collection.js';
import { noDisk } from './disk.js';
import type { Batch, Disk } from './disk.js';
import type { CollectionStorage } from './collection-storage.js';
import { checkNamespace } from './limits.js';
import { lmdbDisk } from './lmdb-disk.js';
import { lockFolder } from './lock.js';
import { FileLog, noLog } from './log.js';
import type { Log } from './log.js';
import type { Operation } from './operation.js';

export interface StoreOptions {
  /** The data folder; created if it is missing. */
  dataDir?: string;
  /** Stores nothing on disk: for tests and benchmarks. */
  inMemory?: boolean;
  /** Called when a commit fails. Without it the process exits: memory is then ahead of the disk. */
  onFailure?: (error: unknown) => void;
  /** Bytes of the log after which a checkpoint is made; default 8 MiB. */
  checkpointBytes?: number;
}

/** Every database of one data folder. */
export class Store {
  readonly databases = new Map<string, Map<string, Collection>>();
  readonly #byId = new Map<number, Collection>();
  readonly #disk: Disk;
  #log: Log = noLog;
  readonly #storage: CollectionStorage;
  readonly #unlock: () => void;
  #nextSpace = 1;
  /** Spaces of dropped collections and indexes, and dropped collections, for the next checkpoint to remove. */
  #givenUp: number[] = [];

  constructor(disk: Disk, unlock = () => {}) {
    this.#disk = disk;
    this.#unlock = unlock;
    this.#storage = {
      disk,
      newSpace: () => this.#nextSpace++,
      giveUp: (space) => void this.#givenUp.push(space),
      append: (operation) => this.#log.append(operation),
    };
    const stored = Array.from(disk.collections(), ({ id, entry }) => ({ id, ...decodeCollection(entry) }));
    for (const { id, indexes } of stored) this.#reserve(id, ...indexes.map(({ space }) => space ?? 0));
    for (const { id, ...entry } of stored) {
      const collection = new Collection(id, entry.database, entry.name, this.#storage, entry.uuid);
      collection.restore(entry);
      this.#add(collection);
    }
  }

  /** Replays the log after the last checkpoint, and logs from now on. */
  useLog(open: (redo: (operation: Operation) => void) => Log): void {
    this.#log = open((operation) => this.#redo(operation));
  }

  find(database: string, name: string): Collection | undefined {
    return this.databases.get(database)?.get(name);
  }

  /** The collection, created if it is missing. Throws InvalidNamespace (73). */
  ensure(database: string, name: string): Collection {
    return this.find(database, name) ?? this.#create(database, name);
  }

  drop(collection: Collection): void {
    const collections = this.databases.get(collection.database);
    collections?.delete(collection.name);
    if (collections?.size === 0) this.databases.delete(collection.database);
    this.#byId.delete(collection.id);
    collection.erase();
  }

  /** Starts to write all changes up to now to the disk; resolves when they are there. */
  checkpoint(generation: number): Promise<void> {
    const collections = [...this.databases.values()].flatMap((each) => [...each.values()]);
    return this.#disk
      .write(generation, (batch) => {
        this.#clear(batch);
        for (const collection of collections) collection.freeze(batch);
      })
      .then(() => {
        for (const collection of collections) collection.thaw();
      });
  }

  /** Resolves when every change so far is on disk. */
  flushed(): Promise<void> {
    return this.#log.flushed();
  }

  /** Whether every change so far is on disk. */
  get isFlushed(): boolean {
    return this.#log.isFlushed;
  }

  /** Waits for the last write and checkpoint, and releases the data folder. */
  async close(): Promise<void> {
    await this.#log.close();
    await this.#disk.close();
    this.#unlock();
  }

  #create(database: string, name: string): Collection {
    checkNamespace(database, name);
    const collection = new Collection(this.#nextSpace++, database, name, this.#storage);
    this.#add(collection);
    collection.createIndex(idIndexSpec);
    return collection;
  }

  #redo({ kind, collection: id, record, bytes }: Operation): void {
    const collection = this.#byId.get(id);
    switch (kind) {
      case 'put':
        return collection?.redo(record, bytes);
      case 'remove':
        return collection?.redo(record, undefined);
      case 'drop':
        if (collection) this.drop(collection);
        return;
      case 'catalogue': {
        const entry = decodeCollection(bytes);
        this.#reserve(id, ...entry.indexes.map(({ space }) => space!));
        const restored = collection ?? new Collection(id, entry.database, entry.name, this.#storage, entry.uuid);
        if (!collection) this.#add(restored);
        restored.redoIndexes(entry);
      }
    }
  }

  #clear(batch: Batch): void {
    for (const space of this.#givenUp) {
      batch.clear(space);
      batch.removeCollection(space);
    }
    this.#givenUp = [];
  }

  #reserve(...spaces: number[]): void {
    this.#nextSpace = Math.max(this.#nextSpace, ...spaces.map((space) => space + 1));
  }

  #add(collection: Collection): void {
    let collections = this.databases.get(collection.database);
    if (!collections) this.databases.set(collection.database, (collections = new Map()));
    collections.set(collection.name, collection);
    this.#byId.set(collection.id, collection);
  }
}

/** Opens the data folder, or takes over the lock of a dead process. Throws DataLockedError if it is in use. */
export function openStore(options: StoreOptions): Store {
  if (options.inMemory) return new Store(noDisk);
  const { dataDir, onFailure = exitOnFailure, checkpointBytes } = options;
  if (!dataDir) throw new TypeError('openStore needs a dataDir, or inMemory: true');
  const unlock = lockFolder(dataDir);
  try {
    const disk = lmdbDisk(dataDir);
    const store = new Store(disk, unlock);
    const checkpoint = (generation: number) => store.checkpoint(generation);
    store.useLog((redo) => {
      return new FileLog({ dataDir, generation: disk.generation, checkpoint, onFailure, checkpointBytes }, redo);
    });
    return store;
  } catch (error) {
    unlock();
    throw error;
  }
}

function exitOnFailure(error: unknown): void {
  process.stderr.write(`mongo-lite: writing to the data folder failed, ending: ${String(error)}\n`);
  process.exit(74);
}
