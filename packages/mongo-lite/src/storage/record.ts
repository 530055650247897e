import { decodeDocument } from '../bson/decode.js';
import { encodeDocument } from '../bson/encode.js';
import type { Doc } from '../bson/values.js';

/** One stored version of a document. It is never changed: an update stores another one under the same record. */
export class StoredDocument {
  /** Where the document is kept; rising in the order of insertion. */
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
