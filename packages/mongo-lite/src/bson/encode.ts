import type { Doc, Value } from './values.js';
import { Binary, Code, DateTime, Double, ObjectId, RawDocument, Regex, Timestamp, maxKey, minKey } from './values.js';

/** Shared by all calls: encoding never yields, so one growing buffer is enough. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);
let position = 0;

function ensure(size: number): void {
  if (position + size <= scratch.length) return;
  const grown = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, position + size));
  scratch.copy(grown, 0, 0, position);
  scratch = grown;
}

function writeText(text: string): void {
  ensure(text.length * 3 + 1);
  position += scratch.write(text, position, 'utf8');
  scratch[position++] = 0;
}

function writeString(text: string): void {
  ensure(4);
  const start = position;
  position += 4;
  writeText(text);
  scratch.writeInt32LE(position - start - 4, start);
}

/** Writes the type and the name that start an element. */
function writeHead(type: number, name: string): void {
  ensure(1);
  scratch[position++] = type;
  writeText(name);
}

function writeBytes(bytes: Buffer): void {
  ensure(bytes.length);
  bytes.copy(scratch, position);
  position += bytes.length;
}

function writeElement(name: string, value: Value): void {
  switch (typeof value) {
    case 'string':
      writeHead(0x02, name);
      return writeString(value);
    case 'number':
      writeHead(0x10, name);
      ensure(4);
      position = scratch.writeInt32LE(value, position);
      return;
    case 'boolean':
      writeHead(0x08, name);
      ensure(1);
      scratch[position++] = value ? 1 : 0;
      return;
    case 'bigint':
      writeHead(0x12, name);
      ensure(8);
      position = scratch.writeBigInt64LE(value, position);
      return;
    case 'undefined':
      throw new TypeError(`the field ${name} has no value`);
    default:
      if (value === null) return writeHead(0x0a, name);
      if (value instanceof Map) {
        writeHead(0x03, name);
        return writeDocument(value);
      }
      if (Array.isArray(value)) {
        writeHead(0x04, name);
        return writeArray(value);
      }
      return writeScalar(name, value);
  }
}

function writeScalar(name: string, value: Exclude<Value, Doc | Value[]>): void {
  if (value instanceof Double) {
    writeHead(0x01, name);
    ensure(8);
    position = scratch.writeDoubleLE(value.value, position);
  } else if (value instanceof ObjectId) {
    writeHead(0x07, name);
    ensure(12);
    position += scratch.write(value.hex, position, 'hex');
  } else if (value instanceof DateTime) {
    writeHead(0x09, name);
    ensure(8);
    position = scratch.writeBigInt64LE(BigInt(value.millis), position);
  } else if (value instanceof RawDocument) {
    writeHead(0x03, name);
    writeBytes(value.bytes);
  } else if (value instanceof Binary) {
    writeHead(0x05, name);
    ensure(5);
    position = scratch.writeInt32LE(value.bytes.length, position);
    scratch[position++] = value.subtype;
    writeBytes(value.bytes);
  } else if (value instanceof Timestamp) {
    writeHead(0x11, name);
    ensure(8);
    position = scratch.writeUInt32LE(value.increment, position);
    position = scratch.writeUInt32LE(value.seconds, position);
  } else if (value instanceof Regex) {
    writeHead(0x0b, name);
    writeText(value.pattern);
    writeText(value.flags);
  } else if (value instanceof Code) {
    writeHead(0x0d, name);
    writeString(value.source);
  } else if (value === minKey) {
    writeHead(0xff, name);
  } else if (value === maxKey) {
    writeHead(0x7f, name);
  } else {
    throw new TypeError(`the field ${name} is of no BSON type`);
  }
}

/** Starts a document or array; pass the result to `close`. */
function open(): number {
  ensure(5);
  const start = position;
  position += 4;
  return start;
}

function close(start: number): void {
  ensure(1);
  scratch[position++] = 0;
  scratch.writeInt32LE(position - start, start);
}

function writeDocument(doc: Doc): void {
  const start = open();
  for (const [name, value] of doc) writeElement(name, value);
  close(start);
}

function writeArray(items: readonly Value[]): void {
  const start = open();
  for (let i = 0; i < items.length; i++) writeElement(String(i), items[i]);
  close(start);
}

/** The document's BSON, after `headroom` unset bytes for a message header. */
export function encodeDocument(doc: Doc, headroom = 0): Buffer {
  position = headroom;
  ensure(0);
  writeDocument(doc);
  return Buffer.from(scratch.subarray(0, position));
}

/** True when two values have the same bytes: the same types, field order and contents. */
export function identical(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a.constructor !== b.constructor) return false;
  if (a instanceof Double && !Number.isNaN(a.value)) return Object.is(a.value, (b as Double).value);
  if (a instanceof DateTime) return a.millis === (b as DateTime).millis;
  return encodeDocument(new Map([['', a]])).equals(encodeDocument(new Map([['', b]])));
}
