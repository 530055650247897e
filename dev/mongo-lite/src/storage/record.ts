import { encodeDocument } from '../bson/encode.js';
import type { Doc } from '../bson/values.js';

/** One stored version of a document. It is never changed: an update stores another one under the same record. */
export class StoredDocument {
  /** Where the document is kept; rising in the order of insertion. */
  readonly record: number;
  readonly doc: Doc;
  #bytes: Buffer | undefined;

  constructor(record: number, doc: Doc) {
    this.record = record;
    this.doc = doc;
  }

  /** The document's BSON, encoded once. */
  get bytes(): Buffer {
    return (this.#bytes ??= encodeDocument(this.doc));
  }
}
