import { decodeDocument } from '../bson/decode.js';
import { encodeDocument } from '../bson/encode.js';
import type { Doc } from '../bson/values.js';

/** One stored version of a document. Immutable: an update stores another version under the same record. */
export class StoredDocument {
  /** The key under which the document is stored; increases in insertion order. */
  readonly record: number;
  #doc: Doc | undefined;
  #bytes: Buffer | undefined;

  /** From the document, or from its BSON. */
  constructor(record: number, content: Doc | Buffer) {
    this.record = record;
    if (content instanceof Map) this.#doc = content;
    else this.#bytes = content;
  }

  /** The document, decoded once. */
  get doc(): Doc {
    return (this.#doc ??= decodeDocument(this.#bytes!));
  }

  /** The document's BSON, encoded once. */
  get bytes(): Buffer {
    return (this.#bytes ??= encodeDocument(this.#doc!));
  }
}
