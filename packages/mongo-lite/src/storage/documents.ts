import type { Disk, StoredRecord } from './disk.js';
import { StoredDocument } from './record.js';

type Changes = Map<number, StoredDocument | null>;

/**
 * The documents of one collection by record. They are on disk as of the last checkpoint; later changes are in memory, with null for a
 * removed document.
 */
export class Documents {
  size = 0;
  /** The total size of all documents, bytes of BSON. */
  bytes = 0;
  readonly #space: number;
  readonly #disk: Disk;
  #changes: Changes = new Map();
  #frozen: Changes = new Map();

  constructor(space: number, disk: Disk) {
    this.#space = space;
    this.#disk = disk;
  }

  get(record: number): StoredDocument | undefined {
    const changed = this.#changed(record);
    if (changed !== undefined) return changed ?? undefined;
    const bytes = this.#disk.document(this.#space, record);
    return bytes && new StoredDocument(record, bytes);
  }

  /** Stores a document, or another version that replaces `before`. */
  put(stored: StoredDocument, before?: StoredDocument): void {
    this.bytes += stored.bytes.length - (before?.bytes.length ?? 0);
    if (!before) this.size++;
    this.#changes.set(stored.record, stored);
  }

  /** Counts a document that is on disk already. */
  count(bytes: Buffer): void {
    this.size++;
    this.bytes += bytes.length;
  }

  remove(stored: StoredDocument): void {
    this.bytes -= stored.bytes.length;
    this.size--;
    this.#changes.set(stored.record, null);
  }

  /** In insertion order, or in reverse. Nothing may be written while they are read. */
  *values(reverse = false): Generator<StoredDocument> {
    for (const { record, bytes } of this.#merged(this.#disk.documents(this.#space, reverse), reverse)) {
      const changed = this.#changed(record);
      if (changed !== null) yield changed ?? new StoredDocument(record, bytes!);
    }
  }

  /** Like `values`, the records only; those after `last`. */
  *records(reverse = false, last?: number): Generator<number> {
    for (const { record } of this.#merged(this.#disk.records(this.#space, reverse, last), reverse, last)) {
      if (this.#changed(record) !== null) yield record;
    }
  }

  /** The documents on disk and every record that has changed since, each once, in order. */
  *#merged(stored: Iterable<StoredRecord>, reverse: boolean, last?: number): Generator<StoredRecord> {
    const sign = reverse ? -1 : 1;
    const changed = [...new Set([...this.#frozen.keys(), ...this.#changes.keys()])]
      .filter((record) => last === undefined || (record - last) * sign > 0)
      .sort((a, b) => (a - b) * sign);
    let next = 0;
    for (const each of stored) {
      for (; next < changed.length && (changed[next]! - each.record) * sign < 0; next++) {
        yield { record: changed[next]! };
      }
      if (changed[next] === each.record) next++;
      yield each;
    }
    for (; next < changed.length; next++) yield { record: changed[next]! };
  }

  /** Returns the changes that the next checkpoint has to write; later changes are collected separately. */
  freeze(): ReadonlyMap<number, StoredDocument | null> {
    this.#frozen = this.#changes;
    this.#changes = new Map();
    return this.#frozen;
  }

  /** Called when the frozen changes are on disk. */
  thaw(): void {
    this.#frozen = new Map();
  }

  /** Null for a document that was removed; undefined when it has not changed since the last checkpoint. */
  #changed(record: number): StoredDocument | null | undefined {
    const changed = this.#changes.get(record);
    return changed === undefined ? this.#frozen.get(record) : changed;
  }
}
