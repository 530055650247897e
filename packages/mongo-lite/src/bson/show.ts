import type { Doc, Scalar, Value } from './values.js';
import { Binary, Code, DateTime, Double, ObjectId, Regex, Timestamp, maxKey, minKey } from './values.js';

/** A value as it appears in MongoDB's messages. */
export function show(value: Value): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (value instanceof Map) return showDocument(value);
      if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(show).join(', ')} ]`;
      return showScalar(value);
    default:
      return String(value);
  }
}

/** A document as it appears in MongoDB's messages, for example `{ a: 1, b: "x" }`. */
export function showDocument(doc: Doc): string {
  if (doc.size === 0) return '{}';
  return `{ ${[...doc].map(([name, value]) => showField(name, value)).join(', ')} }`;
}

/** One element as it appears in MongoDB's messages, for example `a: 1`. */
export function showField(name: string, value: Value): string {
  return `${name}: ${show(value)}`;
}

function showScalar(value: Scalar): string {
  if (value instanceof Double) return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (value instanceof ObjectId) return `ObjectId('${value.hex}')`;
  if (value instanceof DateTime) return `new Date(${value.millis})`;
  if (value instanceof Timestamp) return `Timestamp(${value.seconds}, ${value.increment})`;
  if (value instanceof Regex) return `/${value.pattern}/${value.flags}`;
  if (value instanceof Code) return value.source;
  if (value instanceof Binary) return showBinary(value);
  if (value === minKey) return 'MinKey';
  return value === maxKey ? 'MaxKey' : 'undefined';
}

function showBinary({ subtype, bytes }: Binary): string {
  const hex = bytes.toString('hex');
  if (subtype !== 4 || bytes.length !== 16) return `BinData(${subtype}, ${hex.toUpperCase()})`;
  return `UUID("${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}")`;
}
