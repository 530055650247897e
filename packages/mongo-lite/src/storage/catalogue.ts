import { decodeDocument } from '../bson/decode.js';
import { encodeDocument } from '../bson/encode.js';
import { toInteger } from '../bson/numbers.js';
import { Binary } from '../bson/values.js';
import type { Doc, Value } from '../bson/values.js';

/** The stored data of one index besides its definition. */
interface StoredIndex {
  readonly spec: Doc;
  /** Undefined in data of a version that did not store indexes on disk. */
  readonly space: number | undefined;
  readonly multikey: boolean;
  readonly exact: boolean;
}

/** The stored data of a collection. */
export interface StoredCollection {
  readonly database: string;
  readonly name: string;
  readonly uuid: Buffer;
  /** The first one is that of `_id`. */
  readonly indexes: readonly StoredIndex[];
  /** The number of documents at the last checkpoint, and their bytes; undefined as above. */
  readonly documents: number | undefined;
  readonly bytes: number | undefined;
}

/** A collection with its indexes as a record of the catalogue. */
export function encodeCollection(stored: StoredCollection): Buffer {
  const { database, name, uuid, indexes, documents, bytes } = stored;
  return encodeDocument(
    new Map<string, Value>([
      ['db', database],
      ['name', name],
      ['uuid', new Binary(4, uuid)],
      ['indexes', indexes.map(({ spec }) => spec)],
      ['spaces', indexes.map(({ space }) => space!)],
      ['multikey', indexes.map(({ multikey }) => multikey)],
      ['exact', indexes.map(({ exact }) => exact)],
      ['documents', BigInt(documents!)],
      ['bytes', BigInt(bytes!)],
    ]),
  );
}

/** The inverse of `encodeCollection`. */
export function decodeCollection(entry: Buffer): StoredCollection {
  const fields = decodeDocument(entry);
  const at = (name: string, i: number) => (fields.get(name) as Value[] | undefined)?.[i];
  return {
    database: fields.get('db') as string,
    name: fields.get('name') as string,
    uuid: (fields.get('uuid') as Binary).bytes,
    indexes: (fields.get('indexes') as Doc[]).map((spec, i) => ({
      spec,
      space: at('spaces', i) as number | undefined,
      multikey: at('multikey', i) === true,
      exact: at('exact', i) !== false,
    })),
    documents: toInteger(fields.get('documents')),
    bytes: toInteger(fields.get('bytes')),
  };
}
