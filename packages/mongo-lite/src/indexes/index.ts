import { show } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { docOf } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Disk } from '../storage/disk.js';
import type { StoredDocument } from '../storage/record.js';
import { extractKeys } from './extract.js';
import { compareByPattern } from './key.js';
import { afterAll, keyText, recordOf, recordText } from './key-text.js';
import type { KeyText } from './key-text.js';
import type { Changes, Stretch } from './overlay.js';
import { noChanges, overlay } from './overlay.js';
import type { IndexSpec } from './spec.js';

/** A key of a document in the index. */
export interface Key extends KeyText {
  readonly values: readonly Value[];
}

export type DocumentOf = (record: number) => StoredDocument | undefined;

/**
 * One index of a collection. Its entries, the text of the values and of the record, are on disk as of the last checkpoint; later changes
 * are in memory. During a checkpoint the changes that it writes form a layer between the two.
 */
export class Index {
  readonly spec: IndexSpec;
  /** The space of its entries on disk. */
  readonly space: number;
  /** Set permanently by the first document with an array on one of the paths. */
  multikey = false;
  /** False permanently once two different keys may have the same text. */
  exact = true;
  readonly #disk: Disk;
  #changes: Changes = noChanges();
  #frozen: Changes | undefined;

  constructor(spec: IndexSpec, space: number, disk: Disk) {
    this.spec = spec;
    this.space = space;
    this.#disk = disk;
  }

  /** Adds all documents to an empty index. Throws DuplicateKey (11000) if they violate a unique index. */
  fill(documents: Iterable<StoredDocument>, namespace: string, documentOf: DocumentOf): void {
    for (const { doc, record } of documents) {
      const keys = this.keysOf(doc);
      this.checkUnique(keys, record, namespace, documentOf);
      this.add(keys, record);
    }
  }

  /** The document's keys in the index: none if a partial or sparse index leaves it out. */
  keysOf(doc: Doc): Key[] {
    const { partial, sparse, fields } = this.spec;
    if (partial && !partial.matches(doc)) return [];
    const { keys, multikey } = extractKeys(doc, fields);
    if (multikey) this.multikey = true;
    const filed = sparse
      ? keys.filter((key) => key.some((value) => value !== null) || hasAnyField(doc, this.spec))
      : keys;
    const texts = filed.map((values): Key => {
      const { text, exact } = keyText(values, fields);
      return { values, text, exact };
    });
    if (texts.every(({ exact }) => exact)) return texts;
    this.exact = false;
    return texts.filter(({ text }, i) => texts.findIndex((other) => other.text === text) === i);
  }

  /** True when an update that changed `before` into `after` cannot have changed the keys. */
  unaffected(before: Doc, after: Doc): boolean {
    return this.spec.roots.every((root) => before.get(root) === after.get(root));
  }

  /** Throws DuplicateKey (11000) when another record than `record` holds one of the keys in this unique index. */
  checkUnique(keys: readonly Key[], record: number, namespace: string, documentOf: DocumentOf): void {
    if (!this.spec.unique) return;
    for (const key of keys) {
      for (const found of this.#holders(key, documentOf)) {
        if (found !== record) throw duplicateKey(this.spec, key.values, namespace);
      }
    }
  }

  add(keys: readonly Key[], record: number): void {
    for (const { text } of keys) {
      const entry = text + recordText(record);
      // An entry removed since the last checkpoint is still on disk.
      if (this.#changes.get(entry) === false) this.#changes.delete(entry);
      else this.#changes.set(entry, true);
    }
  }

  remove(keys: readonly Key[], record: number): void {
    for (const { text } of keys) {
      const entry = text + recordText(record);
      // An entry added since the last checkpoint is not on disk.
      if (this.#changes.get(entry) === true) this.#changes.delete(entry);
      else this.#changes.set(entry, false);
    }
  }

  /** The records in the stretch, in order. Nothing may be written while they are read. */
  *records(stretch: Stretch): Generator<number> {
    for (const entry of this.entries(stretch)) yield recordOf(entry);
  }

  /** Like `records`, but the entries: text of the values and of the record. */
  entries(stretch: Stretch): Iterable<string> {
    const stored = this.#disk.entries(this.space, stretch);
    return overlay(overlay(stored, this.#frozen, stretch), this.#changes, stretch);
  }

  /** Returns the changes that the next checkpoint has to write; later changes are collected separately. */
  freeze(): Changes {
    this.#frozen = this.#changes;
    this.#changes = noChanges();
    return this.#frozen;
  }

  /** Called when the frozen changes are on disk. */
  thaw(): void {
    this.#frozen = undefined;
  }

  /** Where several values may have the same text, the documents decide. */
  *#holders({ text, values }: Key, documentOf: DocumentOf): Generator<number> {
    for (const found of this.records({ low: text, high: text + afterAll, reverse: false })) {
      if (this.exact || this.#holds(documentOf(found)!, values)) yield found;
    }
  }

  #holds({ doc }: StoredDocument, values: readonly Value[]): boolean {
    return this.keysOf(doc).some((key) => compareByPattern(this.spec.fields, key.values, values) === 0);
  }
}

function hasAnyField(doc: Doc, spec: IndexSpec): boolean {
  return spec.exists.some((node) => node.matches(doc));
}

function duplicateKey(spec: IndexSpec, values: readonly Value[], namespace: string): CommandError {
  const pairs = spec.fields.map(({ path }, i) => [path, values[i] ?? null] as const);
  const shown = pairs.map(([path, value]) => `${path}: ${show(value)}`).join(', ');
  return new CommandError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${spec.name} dup key: { ${shown} }`,
    docOf({ keyPattern: spec.key, keyValue: new Map(pairs) }),
  );
}
