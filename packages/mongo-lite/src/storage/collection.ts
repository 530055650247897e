import { randomUUID } from 'node:crypto';
import { showDocument } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { Index } from '../indexes/index.js';
import type { Key } from '../indexes/index.js';
import { parseIndexSpec } from '../indexes/spec.js';
import type { IndexSpec } from '../indexes/spec.js';
import { encodeCollection } from './catalogue.js';
import type { StoredCollection } from './catalogue.js';
import type { Batch } from './disk.js';
import { Documents } from './documents.js';
import type { CollectionStorage } from './collection-storage.js';
import { checkDocument, checkIndexCount } from './limits.js';
import { StoredDocument } from './record.js';

const nothing = Buffer.alloc(0);

/** The documents of one collection and its indexes. Every change goes to the log; checkpoints write them to the disk. */
export class Collection {
  /** Also the space of its documents on disk. */
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly uuid: Buffer;
  readonly documents: Documents;
  readonly indexes = new Map<string, Index>();
  #nextRecord: number;
  readonly #storage: CollectionStorage;

  constructor(id: number, database: string, name: string, storage: CollectionStorage, uuid?: Buffer) {
    this.id = id;
    this.database = database;
    this.name = name;
    this.uuid = uuid ?? Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    this.#storage = storage;
    this.documents = new Documents(id, storage.disk);
    this.#nextRecord = storage.disk.lastRecord(id) + 1;
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  get idIndex(): Index {
    return this.indexes.get('_id_')!;
  }

  /** The document of a record; undefined when it no longer exists. */
  readonly documentOf = (record: number): StoredDocument | undefined => this.documents.get(record);

  /** Throws DuplicateKey (11000), and then nothing has changed. */
  insert(doc: Doc): StoredDocument {
    const stored = new StoredDocument(this.#nextRecord, doc);
    checkDocument(stored);
    this.#file(stored, undefined, true);
    this.#append(stored);
    return stored;
  }

  /** Stores another version of a document. Throws DuplicateKey (11000), and then nothing has changed. */
  replace(before: StoredDocument, doc: Doc): StoredDocument {
    const stored = new StoredDocument(before.record, doc);
    checkDocument(stored);
    this.#file(stored, before, true);
    this.#append(stored);
    return stored;
  }

  remove(stored: StoredDocument): void {
    this.#take(stored);
    this.#storage.append({ kind: 'remove', collection: this.id, record: stored.record, bytes: nothing });
  }

  /** Replays a change from the log: sets the document of a record, or removes it. */
  redo(record: number, bytes: Buffer | undefined): void {
    const before = this.documents.get(record);
    if (bytes) this.#file(new StoredDocument(record, bytes), before, false);
    else if (before) this.#take(before);
  }

  /** Builds an index over the existing documents. Throws DuplicateKey (11000) or CannotCreateIndex (67), and then adds no index. */
  createIndex(spec: IndexSpec): void {
    checkIndexCount(this.namespace, this.indexes.size, showDocument(spec.key));
    const index = this.#build(spec, this.#storage.newSpace());
    this.indexes.set(spec.name, index);
    this.save();
  }

  dropIndex(name: string): void {
    this.#storage.giveUp(this.indexes.get(name)!.space);
    this.indexes.delete(name);
    this.save();
  }

  /** Writes the catalogue entry. */
  save(): void {
    this.#storage.append({ kind: 'catalogue', collection: this.id, record: 0, bytes: encodeCollection(this.stored()) });
  }

  /** Frees all storage; the collection must not be used afterwards. */
  erase(): void {
    this.#storage.giveUp(this.id);
    for (const { space } of this.indexes.values()) this.#storage.giveUp(space);
    // a cursor that still reads it sees that it is dropped
    this.indexes.clear();
    this.#storage.append({ kind: 'drop', collection: this.id, record: 0, bytes: nothing });
  }

  /** Adopts the indexes and counts of a catalogue entry: indexes without entries on disk are built. */
  restore(stored: StoredCollection): void {
    if (stored.documents !== undefined) {
      this.documents.size = stored.documents;
      this.documents.bytes = stored.bytes!;
    } else for (const { bytes } of this.documents.values()) this.documents.count(bytes);
    for (const { spec: document, space, multikey, exact } of stored.indexes) {
      const spec = specOf(document);
      const index = space === undefined ? this.#build(spec, this.#storage.newSpace()) : this.#empty(spec, space);
      index.multikey ||= multikey;
      index.exact &&= exact;
      this.indexes.set(spec.name, index);
    }
  }

  /** Replaces the indexes with those of a catalogue entry in the log. */
  redoIndexes(stored: StoredCollection): void {
    const wanted = new Map(stored.indexes.map(({ spec, space }) => [space!, specOf(spec)]));
    for (const [name, { space }] of this.indexes) {
      if (wanted.has(space)) wanted.delete(space);
      else {
        this.#storage.giveUp(space);
        this.indexes.delete(name);
      }
    }
    for (const [space, spec] of wanted) this.indexes.set(spec.name, this.#build(spec, space));
  }

  /** The collection's catalogue entry. */
  stored(): StoredCollection {
    const { database, name, uuid, documents } = this;
    const indexes = [...this.indexes.values()].map(({ spec, space, multikey, exact }) => {
      return { spec: spec.document, space, multikey, exact };
    });
    return { database, name, uuid, indexes, documents: documents.size, bytes: documents.bytes };
  }

  /** Writes the changes since the last checkpoint into the next one. `thaw` has to follow when it is on disk. */
  freeze(batch: Batch): void {
    batch.putCollection(this.id, encodeCollection(this.stored()));
    for (const [record, stored] of this.documents.freeze()) {
      if (stored) batch.putDocument(this.id, record, stored.bytes);
      else batch.removeDocument(this.id, record);
    }
    for (const index of this.indexes.values()) {
      index.freeze().forEachPair((entry, present) => {
        if (present) batch.addEntry(index.space, entry);
        else batch.removeEntry(index.space, entry);
      });
    }
  }

  thaw(): void {
    this.documents.thaw();
    for (const index of this.indexes.values()) index.thaw();
  }

  #file(stored: StoredDocument, before: StoredDocument | undefined, checked: boolean): void {
    const { record, doc } = stored;
    const affected = [...this.indexes.values()].filter((index) => !before || !index.unaffected(before.doc, doc));
    const moves = affected.map((index) => {
      const keys = index.keysOf(doc);
      if (checked) index.checkUnique(keys, record, this.namespace, this.documentOf);
      return { index, keys, old: before ? index.keysOf(before.doc) : [] };
    });
    for (const { index, keys, old } of moves) {
      if (sameTexts(old, keys)) continue;
      index.remove(old, record);
      index.add(keys, record);
    }
    this.documents.put(stored, before);
    this.#nextRecord = Math.max(this.#nextRecord, record + 1);
  }

  #take(stored: StoredDocument): void {
    for (const index of this.indexes.values()) index.remove(index.keysOf(stored.doc), stored.record);
    this.documents.remove(stored);
  }

  #append({ record, bytes }: StoredDocument): void {
    this.#storage.append({ kind: 'put', collection: this.id, record, bytes });
  }

  #empty(spec: IndexSpec, space: number): Index {
    return new Index(spec, space, this.#storage.disk);
  }

  #build(spec: IndexSpec, space: number): Index {
    const index = this.#empty(spec, space);
    index.fill(this.documents.values(), this.namespace, this.documentOf);
    return index;
  }
}

export const idIndexSpec = {
  ...parseIndexSpec(
    new Map<string, Value>([
      ['key', new Map([['_id', 1]])],
      ['name', '_id_'],
    ]),
  ),
  unique: true,
};

function specOf(document: Doc): IndexSpec {
  return document.get('name') === '_id_' ? idIndexSpec : parseIndexSpec(document);
}

function sameTexts(a: readonly Key[], b: readonly Key[]): boolean {
  return a.length === b.length && a.every(({ text }, i) => text === b[i]!.text);
}
