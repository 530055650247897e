import { randomUUID } from 'node:crypto';
import { encodeDocument } from '../bson/encode.js';
import type { Doc, Value } from '../bson/values.js';
import { Binary } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { Index } from '../indexes/index.js';
import { parseIndexSpec } from '../indexes/spec.js';
import type { IndexSpec } from '../indexes/spec.js';
import { StoredDocument } from './record.js';
import type { Storage } from './storage.js';

const maxDocumentBytes = 16 * 1024 * 1024;

/** The documents of one collection and its indexes, in memory, every change written through to the storage. */
export class Collection {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly uuid: Buffer;
  readonly documents = new Map<number, StoredDocument>();
  readonly indexes = new Map<string, Index>();
  #nextRecord = 1;
  readonly #storage: Storage;

  constructor(id: number, database: string, name: string, storage: Storage, uuid?: Buffer) {
    this.id = id;
    this.database = database;
    this.name = name;
    this.uuid = uuid ?? Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    this.#storage = storage;
    this.indexes.set('_id_', new Index(idIndexSpec));
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  get idIndex(): Index {
    return this.indexes.get('_id_')!;
  }

  /** Takes in a document that the storage already has; `fillIndexes` has to follow when all are in. */
  restore(record: number, doc: Doc): void {
    this.documents.set(record, new StoredDocument(record, doc));
    this.#nextRecord = Math.max(this.#nextRecord, record + 1);
  }

  fillIndexes(): void {
    for (const index of this.indexes.values()) index.fill(this.documents.values(), this.namespace);
  }

  /** Throws DuplicateKey (11000), and then nothing has changed. */
  insert(doc: Doc): StoredDocument {
    const stored = new StoredDocument(this.#nextRecord, doc);
    checkSize(stored);
    const keys = [...this.indexes.values()].map((index) => {
      const own = index.keysOf(doc);
      index.checkUnique(own, stored.record, this.namespace);
      return { index, own };
    });
    for (const { index, own } of keys) index.add(own, stored.record);
    this.#nextRecord++;
    this.#put(stored);
    return stored;
  }

  /** Stores another version of a document. Throws DuplicateKey (11000), and then nothing has changed. */
  replace(before: StoredDocument, doc: Doc): StoredDocument {
    const stored = new StoredDocument(before.record, doc);
    checkSize(stored);
    const affected = [...this.indexes.values()].filter((index) => !index.unaffected(before.doc, doc));
    const moves = affected.map((index) => {
      const own = index.keysOf(doc);
      index.checkUnique(own, stored.record, this.namespace);
      return { index, own };
    });
    for (const { index, own } of moves) {
      index.remove(index.keysOf(before.doc), before.record);
      index.add(own, stored.record);
    }
    this.#put(stored);
    return stored;
  }

  remove(stored: StoredDocument): void {
    for (const index of this.indexes.values()) index.remove(index.keysOf(stored.doc), stored.record);
    this.documents.delete(stored.record);
    this.#storage.removeDocument(this.id, stored.record);
  }

  /** Builds an index over what is there. Throws DuplicateKey (11000), and then there is no such index. */
  createIndex(spec: IndexSpec): void {
    const index = new Index(spec);
    index.fill(this.documents.values(), this.namespace);
    this.indexes.set(spec.name, index);
    this.save();
  }

  dropIndex(name: string): void {
    this.indexes.delete(name);
    this.save();
  }

  /** Writes the catalogue entry. */
  save(): void {
    const indexes = [...this.indexes.values()].map(({ spec }) => spec.document);
    const entry: Doc = new Map<string, Value>([
      ['db', this.database],
      ['name', this.name],
      ['uuid', new Binary(4, this.uuid)],
      ['indexes', indexes],
    ]);
    this.#storage.putCollection({ id: this.id, entry: encodeDocument(entry) });
  }

  /** Removes everything from the storage; the collection must not be used after. */
  erase(): void {
    this.#storage.removeCollection(this.id);
  }

  #put(stored: StoredDocument): void {
    this.documents.set(stored.record, stored);
    this.#storage.putDocument(this.id, stored.record, stored.bytes);
  }
}

const idIndexSpec = {
  ...parseIndexSpec(
    new Map<string, Value>([
      ['key', new Map([['_id', 1]])],
      ['name', '_id_'],
    ]),
  ),
  unique: true,
};

function checkSize(stored: StoredDocument): void {
  if (stored.bytes.length > maxDocumentBytes) {
    throw new CommandError(
      10334,
      `BSONObj size: ${stored.bytes.length} is invalid. Size must be between 0 and 16793600(16MB)`,
    );
  }
}
