import { Binary, Code, DateTime, Double, ObjectId, Regex, Timestamp, rankOf } from '../bson/values.js';
import type { Doc, Scalar, Value } from '../bson/values.js';
import type { Bound, KeyField } from './key.js';
import { TypeEdge } from './key.js';

/**
 * Encodes the values of a key as text of one byte a character, so that texts compare as the keys do. LMDB and a plain comparison of strings
 * then keep an index in order.
 */
export interface KeyText {
  readonly text: string;
  /** False: other values may have the same text, so an exact answer needs the values themselves. */
  readonly exact: boolean;
}

/** LMDB accepts keys of up to 1,978 bytes. */
const longest = 1_900;
/** Above every text that starts with the same values. */
export const afterAll = '\xff';
const recordBytes = 6;

/** Shared by all calls: none of them yields. */
let bytes = Buffer.allocUnsafeSlow(4096);
let end = 0;
let exact = true;
const eight = Buffer.allocUnsafeSlow(8);

/** The text of a key's values, or of a bound, which may have fewer of them. */
export function keyText(values: readonly Bound[], fields: readonly KeyField[]): KeyText {
  end = 0;
  exact = true;
  for (let i = 0; i < values.length; i++) {
    const start = end;
    writeBound(values[i]);
    if (fields[i]!.direction === -1) for (let at = start; at < end; at++) bytes[at] = 255 - bytes[at]!;
  }
  if (end > longest) {
    end = longest;
    exact = false;
  }
  return { text: bytes.toString('latin1', 0, end), exact };
}

/** The text after a key's values, which puts entries with equal values in the order of their records. */
export function recordText(record: number): string {
  eight.writeUIntBE(record, 0, recordBytes);
  return eight.toString('latin1', 0, recordBytes);
}

/** The number of the record that an index entry points to. */
export function recordOf(entry: string): number {
  let record = 0;
  for (let at = entry.length - recordBytes; at < entry.length; at++) record = record * 256 + entry.charCodeAt(at);
  return record;
}

function ensure(size: number): void {
  if (end + size <= bytes.length) return;
  const grown = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, end + size));
  bytes.copy(grown, 0, 0, end);
  bytes = grown;
}

/** Codes are the ranks plus 3, so that there is room for a bound before and after each. */
const code = (rank: number) => rank + 3;

function writeBound(bound: Bound): void {
  ensure(16);
  if (bound instanceof TypeEdge) bytes[end++] = code(bound.rank) + bound.side;
  else writeValue(bound);
}

function writeValue(value: Value): void {
  ensure(16);
  bytes[end++] = code(rankOf(value));
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return writeNumber(value);
    case 'bigint':
      exact &&= BigInt(Number(value)) === value;
      return writeNumber(Number(value));
    case 'boolean':
      bytes[end++] = value ? 1 : 0;
      return;
    case 'undefined':
      return;
    default:
      if (value === null) return;
      if (value instanceof Map) return writeDocument(value);
      if (!Array.isArray(value)) return writeScalar(value);
      for (const item of value) writeValue(item);
      return writeEnd();
  }
}

/** Less than the code of any value. */
function writeEnd(): void {
  ensure(1);
  bytes[end++] = 0;
}

function writeDocument(doc: Doc): void {
  for (const [name, value] of doc) {
    ensure(1);
    bytes[end++] = code(rankOf(value));
    writeString(name);
    writeValue(value);
  }
  writeEnd();
}

function writeScalar(value: Scalar): void {
  if (value instanceof Double) writeNumber(value.value);
  else if (value instanceof DateTime) writeNumber(value.millis);
  else if (value instanceof ObjectId) writeString(value.hex);
  else if (value instanceof Timestamp) {
    end = bytes.writeUInt32BE(value.seconds, end);
    end = bytes.writeUInt32BE(value.increment, end);
  } else if (value instanceof Binary) {
    end = bytes.writeUInt32BE(value.bytes.length, end);
    bytes[end++] = value.subtype;
    ensure(value.bytes.length);
    end += value.bytes.copy(bytes, end);
  } else if (value instanceof Regex) {
    writeString(value.pattern);
    writeString(value.flags);
  } else if (value instanceof Code) writeString(value.source);
}

/** A double's bits in numeric order; NaN comes before all others. */
function writeNumber(value: number): void {
  ensure(8);
  if (Number.isNaN(value)) {
    bytes.fill(0, end, end + 8);
  } else {
    bytes.writeDoubleBE(value === 0 ? 0 : value, end);
    if (bytes[end]! < 128) bytes[end]! |= 128;
    else for (let at = end; at < end + 8; at++) bytes[at] = 255 - bytes[at]!;
  }
  end += 8;
}

/** UTF-8, ordered by code point; a NUL inside is written as 0 255 and the end as 0 1. */
function writeString(text: string): void {
  ensure(text.length * 6 + 2);
  for (const byte of Buffer.from(text)) {
    bytes[end++] = byte;
    if (byte === 0) bytes[end++] = 255;
  }
  bytes[end++] = 0;
  bytes[end++] = 1;
}
