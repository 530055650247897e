import { randomBytes } from 'node:crypto';
import type { Doc } from '../bson/values.js';
import { ObjectId, Regex, typeNameOf } from '../bson/values.js';
import { CommandError } from '../errors.js';

const processPart = randomBytes(5).toString('hex');
let counter = randomBytes(3).readUIntBE(0, 3);

/** A new ObjectId with the layout of MongoDB's servers: time, process, counter. */
function newObjectId(): ObjectId {
  counter = (counter + 1) & 0xffffff;
  const seconds = Math.floor(Date.now() / 1000);
  return new ObjectId(seconds.toString(16).padStart(8, '0') + processPart + counter.toString(16).padStart(6, '0'));
}

/** The document with `_id` as its first field, where MongoDB always stores it; the same document if it is there already. */
export function withIdFirst(doc: Doc): Doc {
  if (!doc.has('_id') || doc.keys().next().value === '_id') return doc;
  const result: Doc = new Map([['_id', doc.get('_id')]]);
  for (const [name, value] of doc) result.set(name, value);
  return result;
}

/** The document ready for insertion, with a new `_id` if it has none. Throws for an invalid `_id`. */
export function withId(doc: Doc): Doc {
  if (doc.has('_id')) {
    checkId(doc);
    return withIdFirst(doc);
  }
  return new Map([['_id', newObjectId()], ...doc]);
}

function checkId(doc: Doc): void {
  const id = doc.get('_id');
  if (Array.isArray(id) || id instanceof Regex) {
    throw new CommandError(2, `The '_id' value cannot be of type ${typeNameOf(id)}`);
  }
  if (!(id instanceof Map)) return;
  const dollar = [...id.keys()].find((name) => name.startsWith('$'));
  if (dollar !== undefined) {
    throw new CommandError(
      52,
      `The dollar ($) prefixed field '${dollar}' in '_id.${dollar}' is not valid for storage.`,
    );
  }
}
