import { decodeDocument } from '../bson/decode.js';
import { Binary } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { Index } from '../indexes/index.js';
import { parseIndexSpec } from '../indexes/spec.js';
import { Collection } from './collection.js';
import { lmdbStorage } from './lmdb-storage.js';
import { lockFolder } from './lock.js';
import { memoryStorage } from './storage.js';
import type { Storage } from './storage.js';

export interface StoreOptions {
  /** The folder that holds the data; made if it is not there. */
  dataDir?: string;
  /** Keep nothing on disk: for tests and benchmarks. */
  inMemory?: boolean;
  /** Called when a commit fails. Without it the process exits: memory is then ahead of the disk. */
  onFailure?: (error: unknown) => void;
}

/** Every database of one data folder. */
export class Store {
  readonly databases = new Map<string, Map<string, Collection>>();
  readonly #storage: Storage;
  readonly #unlock: () => void;
  #nextId = 1;

  constructor(storage: Storage, unlock: () => void) {
    this.#storage = storage;
    this.#unlock = unlock;
    const byId = new Map<number, Collection>();
    storage.load(
      ({ id, entry }) => byId.set(id, this.#restore(id, decodeDocument(entry))),
      (id, record, bytes) => byId.get(id)?.restore(record, decodeDocument(bytes)),
    );
    for (const collection of byId.values()) collection.fillIndexes();
  }

  find(database: string, name: string): Collection | undefined {
    return this.databases.get(database)?.get(name);
  }

  /** The collection, made if it is not there. Throws InvalidNamespace (73). */
  ensure(database: string, name: string): Collection {
    return this.find(database, name) ?? this.#create(database, name);
  }

  drop(collection: Collection): void {
    const collections = this.databases.get(collection.database);
    collections?.delete(collection.name);
    if (collections?.size === 0) this.databases.delete(collection.database);
    collection.erase();
  }

  /** Resolves when every change so far is on disk. */
  flushed(): Promise<void> {
    return this.#storage.flushed();
  }

  /** Waits for the last commit and gives the data folder free. */
  async close(): Promise<void> {
    await this.#storage.close();
    this.#unlock();
  }

  #create(database: string, name: string): Collection {
    if (
      name === '' ||
      name.includes('$') ||
      name.includes('\0') ||
      name.startsWith('.') ||
      name.startsWith('system.')
    ) {
      throw new CommandError(73, `Invalid collection name: ${name}`);
    }
    const collection = new Collection(this.#nextId, database, name, this.#storage);
    this.#add(collection);
    collection.save();
    return collection;
  }

  #restore(id: number, entry: Doc): Collection {
    const uuid = (entry.get('uuid') as Binary).bytes;
    const collection = new Collection(id, entry.get('db') as string, entry.get('name') as string, this.#storage, uuid);
    for (const document of (entry.get('indexes') as Doc[]).slice(1)) {
      const spec = parseIndexSpec(document);
      collection.indexes.set(spec.name, new Index(spec));
    }
    this.#add(collection);
    return collection;
  }

  #add(collection: Collection): void {
    let collections = this.databases.get(collection.database);
    if (!collections) this.databases.set(collection.database, (collections = new Map()));
    collections.set(collection.name, collection);
    this.#nextId = Math.max(this.#nextId, collection.id + 1);
  }
}

/** Opens the data folder, or takes its lock over from a dead process. Throws DataLockedError if it is in use. */
export function openStore(options: StoreOptions): Store {
  if (options.inMemory) return new Store(memoryStorage(), () => {});
  if (!options.dataDir) throw new TypeError('openStore needs a dataDir, or inMemory: true');
  const unlock = lockFolder(options.dataDir);
  try {
    return new Store(lmdbStorage(options.dataDir, options.onFailure ?? exitOnFailure), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function exitOnFailure(error: unknown): void {
  process.stderr.write(`mongo-lite: writing to the data folder failed, ending: ${String(error)}\n`);
  process.exit(74);
}
