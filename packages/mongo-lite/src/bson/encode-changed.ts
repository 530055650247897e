import { close, encodeWith, open, writeBytes, writeElement, writeHead } from './encode.js';
import type { Doc, Value } from './values.js';

/**
 * The BSON of `after`. What it shares with `before`, whose BSON `bytes` is, is copied from there: whole fields, and the
 * elements with which an array began already. An update then costs what it changes and not what the document holds.
 */
export function encodeChanged(after: Doc, before: Doc, bytes: Buffer): Buffer {
  const places = placesOf(before, bytes);
  return encodeWith(() => {
    const start = open();
    for (const [name, value] of after) {
      const place = places.get(name);
      const old = before.get(name);
      if (place && old === value) writeBytes(bytes.subarray(place.start, place.end));
      else if (place && Array.isArray(value) && Array.isArray(old)) writeArray(name, value, old, bytes, place.value);
      else writeElement(name, value);
    }
    close(start);
  });
}

function writeArray(name: string, items: readonly Value[], old: readonly Value[], bytes: Buffer, at: number): void {
  let shared = 0;
  while (shared < items.length && shared < old.length && items[shared] === old[shared]) shared++;
  let end = at + 4;
  for (let i = 0; i < shared; i++) end = elementEnd(bytes, end);
  writeHead(0x04, name);
  const start = open();
  writeBytes(bytes.subarray(at + 4, end));
  for (let i = shared; i < items.length; i++) writeElement(String(i), items[i]);
  close(start);
}

/** Where an element starts, where its value does and where it ends. */
interface Place {
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

function placesOf(doc: Doc, bytes: Buffer): Map<string, Place> {
  const places = new Map<string, Place>();
  let start = 4;
  for (const name of doc.keys()) {
    const value = bytes.indexOf(0, start + 1) + 1;
    const end = value + valueSize(bytes, bytes[start]!, value);
    places.set(name, { start, value, end });
    start = end;
  }
  // Of a field that comes twice only the last is in the document.
  return start === bytes.length - 1 ? places : new Map();
}

function elementEnd(bytes: Buffer, start: number): number {
  const value = bytes.indexOf(0, start + 1) + 1;
  return value + valueSize(bytes, bytes[start]!, value);
}

function valueSize(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8;
    case 0x02:
    case 0x0d:
      return 4 + bytes.readInt32LE(at);
    case 0x03:
    case 0x04:
      return bytes.readInt32LE(at);
    case 0x05:
      return 5 + bytes.readInt32LE(at);
    case 0x07:
      return 12;
    case 0x08:
      return 1;
    case 0x0b:
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1 - at;
    case 0x10:
      return 4;
    case 0x13:
      return 16;
    default:
      // null, MinKey and MaxKey
      return 0;
  }
}
