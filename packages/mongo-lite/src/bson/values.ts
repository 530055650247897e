/**
 * The representation of BSON values in the store. Each BSON type has its own, so that a document is returned with exactly the types that it
 * was stored with: a JavaScript number is always an Int32, a bigint always an Int64.
 */
export type Value = null | undefined | boolean | number | bigint | string | Scalar | Value[] | Doc;

/** A document. A Map keeps the order of the fields even when their names look like numbers. */
export type Doc = Map<string, Value>;

/** The rank of each group of types in MongoDB's order of values of different types. */
export const rank = {
  minKey: -1,
  missing: 0,
  null: 5,
  number: 10,
  string: 15,
  document: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  maxKey: 127,
} as const;

/** The BSON types that have no literal in JavaScript. */
export abstract class Scalar {
  abstract readonly rank: number;
  abstract readonly typeName: string;
}

/** BSON type 1. */
export class Double extends Scalar {
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
  get rank() {
    return rank.number;
  }
  get typeName() {
    return 'double';
  }
}

/** BSON type 7, 12 bytes. */
export class ObjectId extends Scalar {
  readonly hex: string;
  constructor(hex: string) {
    super();
    this.hex = hex;
  }
  get rank() {
    return rank.objectId;
  }
  get typeName() {
    return 'objectId';
  }
}

/** BSON type 9, milliseconds since the epoch. */
export class DateTime extends Scalar {
  readonly millis: number;
  constructor(millis: number) {
    super();
    this.millis = millis;
  }
  get rank() {
    return rank.date;
  }
  get typeName() {
    return 'date';
  }
}

/** BSON type 17. */
export class Timestamp extends Scalar {
  readonly seconds: number;
  readonly increment: number;
  constructor(seconds: number, increment: number) {
    super();
    this.seconds = seconds;
    this.increment = increment;
  }
  get rank() {
    return rank.timestamp;
  }
  get typeName() {
    return 'timestamp';
  }
}

/** BSON type 5. */
export class Binary extends Scalar {
  readonly subtype: number;
  readonly bytes: Buffer;
  constructor(subtype: number, bytes: Buffer) {
    super();
    this.subtype = subtype;
    this.bytes = bytes;
  }
  get rank() {
    return rank.binary;
  }
  get typeName() {
    return 'binData';
  }
}

/** BSON type 11. */
export class Regex extends Scalar {
  readonly pattern: string;
  readonly flags: string;
  constructor(pattern: string, flags: string) {
    super();
    this.pattern = pattern;
    this.flags = flags;
  }
  get rank() {
    return rank.regex;
  }
  get typeName() {
    return 'regex';
  }
}

/** BSON type 13 or 15. */
export class Code extends Scalar {
  readonly source: string;
  constructor(source: string) {
    super();
    this.source = source;
  }
  get rank() {
    return rank.code;
  }
  get typeName() {
    return 'javascript';
  }
}

class MinKey extends Scalar {
  get rank() {
    return rank.minKey;
  }
  get typeName() {
    return 'minKey';
  }
}

class MaxKey extends Scalar {
  get rank() {
    return rank.maxKey;
  }
  get typeName() {
    return 'maxKey';
  }
}

export const minKey = new MinKey();
export const maxKey = new MaxKey();

/** The bytes of a whole document, copied into a reply unchanged. */
export class RawDocument extends Scalar {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    super();
    this.bytes = bytes;
  }
  get rank() {
    return rank.document;
  }
  get typeName() {
    return 'object';
  }
}

/** A document from an object literal, for replies: undefined fields are left out. */
export function docOf(fields: Record<string, Value>): Doc {
  const doc: Doc = new Map();
  for (const key in fields) {
    if (fields[key] !== undefined) doc.set(key, fields[key]);
  }
  return doc;
}

/** The rank of a value's type in MongoDB's order; undefined stands for a missing field. */
export function rankOf(value: Value): number {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return rank.number;
    case 'string':
      return rank.string;
    case 'boolean':
      return rank.boolean;
    case 'undefined':
      return rank.missing;
    default:
      if (value === null) return rank.null;
      if (value instanceof Map) return rank.document;
      if (Array.isArray(value)) return rank.array;
      return value.rank;
  }
}

/** The alias that `$type` and MongoDB's messages use for a value's type. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case 'number':
      return 'int';
    case 'bigint':
      return 'long';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'undefined':
      return 'missing';
    default:
      if (value === null) return 'null';
      if (value instanceof Map) return 'object';
      if (Array.isArray(value)) return 'array';
      return value.typeName;
  }
}
