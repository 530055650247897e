import { CommandError, notSupported } from '../errors.js';
import type { Doc, Value } from './values.js';
import { Binary, Code, DateTime, Double, ObjectId, Regex, Timestamp, maxKey, minKey } from './values.js';

/** The depth that MongoDB reads; documents that it stores are limited to less (storage/limits.ts). */
const deepest = 200;

/** Reads BSON from start to end; one reader serves one buffer. */
class Reader {
  readonly #bytes: Buffer;
  position: number;
  #depth = 0;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  document(): Doc {
    const doc: Doc = new Map();
    const end = this.#enter();
    for (let type = this.#bytes[this.position++]!; type !== 0; type = this.#bytes[this.position++]!) {
      const name = this.#cString();
      doc.set(name, this.#value(type));
    }
    this.#leave(end);
    return doc;
  }

  #array(): Value[] {
    const items: Value[] = [];
    const end = this.#enter();
    for (let type = this.#bytes[this.position++]!; type !== 0; type = this.#bytes[this.position++]!) {
      while (this.#bytes[this.position++] !== 0);
      items.push(this.#value(type));
    }
    this.#leave(end);
    return items;
  }

  #enter(): number {
    if (++this.#depth > deepest) throw new CommandError(15, 'BSONObj exceeds maximum nested object depth');
    const start = this.position;
    const size = this.#int32();
    const end = start + size;
    if (size < 5 || end > this.#bytes.length || this.#bytes[end - 1] !== 0) throw invalid('a length does not fit');
    return end;
  }

  #leave(end: number): void {
    this.#depth--;
    if (this.position !== end) throw invalid('a document does not end where its length says');
  }

  #value(type: number): Value {
    const bytes = this.#bytes;
    switch (type) {
      case 0x01:
        this.position += 8;
        return new Double(bytes.readDoubleLE(this.position - 8));
      case 0x02:
        return this.#string();
      case 0x03:
        return this.document();
      case 0x04:
        return this.#array();
      case 0x05:
        return this.#binary();
      case 0x07:
        this.position += 12;
        return new ObjectId(bytes.toString('hex', this.position - 12, this.position));
      case 0x08:
        return bytes[this.position++] !== 0;
      case 0x09:
        return this.#date();
      case 0x0a:
        return null;
      case 0x0b:
        return new Regex(this.#cString(), this.#cString());
      case 0x0d:
        return new Code(this.#string());
      case 0x10:
        return this.#int32();
      case 0x11:
        this.position += 8;
        return new Timestamp(bytes.readUInt32LE(this.position - 4), bytes.readUInt32LE(this.position - 8));
      case 0x12:
        this.position += 8;
        return bytes.readBigInt64LE(this.position - 8);
      case 0x13:
        throw notSupported('The type Decimal128');
      case 0xff:
        return minKey;
      case 0x7f:
        return maxKey;
      default:
        throw invalid(`the type 0x${type.toString(16)} is deprecated or unknown, and not supported by mongo-lite`);
    }
  }

  #int32(): number {
    const value = this.#bytes.readInt32LE(this.position);
    this.position += 4;
    return value;
  }

  #string(): string {
    const size = this.#int32();
    const start = this.position;
    this.position += size;
    if (size < 1 || this.#bytes[this.position - 1] !== 0) throw invalid('a string does not end in NUL');
    return this.#bytes.toString('utf8', start, this.position - 1);
  }

  #cString(): string {
    const start = this.position;
    const end = this.#bytes.indexOf(0, start);
    if (end < 0) throw invalid('a field name does not end');
    this.position = end + 1;
    return this.#bytes.toString('utf8', start, end);
  }

  #binary(): Binary {
    const size = this.#int32();
    const subtype = this.#bytes[this.position++]!;
    const start = this.position;
    this.position += size;
    if (size < 0 || this.position > this.#bytes.length) throw invalid('a binary is longer than its document');
    return new Binary(subtype, Buffer.from(this.#bytes.subarray(start, this.position)));
  }

  #date(): DateTime {
    this.position += 8;
    const millis = Number(this.#bytes.readBigInt64LE(this.position - 8));
    if (!Number.isSafeInteger(millis)) throw invalid('a date is too far away for mongo-lite');
    return new DateTime(millis);
  }
}

function invalid(why: string): CommandError {
  return new CommandError(22, `Invalid BSON: ${why}`);
}

/** The document that starts at `offset`. Throws InvalidBSON (22), or Overflow (15) when it is nested too deeply. */
export function decodeDocument(bytes: Buffer, offset = 0): Doc {
  try {
    return new Reader(bytes, offset).document();
  } catch (error) {
    if (error instanceof RangeError) throw invalid('it ends too early');
    throw error;
  }
}
