import type { Doc, Value } from '../bson/values.js';

/** Called with each value that a path reaches; true ends the walk. `index` is the array element that it passed through. */
export type Visit = (value: Value, index: number) => boolean;

/** True for a path part that can address an array element. */
export function isIndex(part: string): boolean {
  for (let i = 0; i < part.length; i++) {
    const code = part.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return part.length > 0;
}

/**
 * Walks a dotted path like MongoDB's query operators: enters arrays on the way, visits an array at the end element by element and then as a
 * whole (`elements` false: only as a whole); undefined stands for a missing field.
 */
export function visitPath(doc: Doc, parts: readonly string[], elements: boolean, visit: Visit, from = 0): boolean {
  let value = doc.get(parts[from]!);
  for (let next = from + 1; ; next++) {
    if (Array.isArray(value)) return visitArray(value, parts, next, elements, visit);
    if (next === parts.length) return visit(value, -1);
    if (!(value instanceof Map)) return visit(undefined, -1);
    value = value.get(parts[next]!);
  }
}

function visitArray(items: Value[], parts: readonly string[], next: number, elements: boolean, visit: Visit): boolean {
  if (next < parts.length) return visitInside(items, parts, next, elements, visit);
  if (elements) {
    for (let i = 0; i < items.length; i++) if (visit(items[i], i)) return true;
  }
  return visit(items, -1);
}

/** The path continues inside an array: in each of its documents, and in the element that a number names. */
function visitInside(items: Value[], parts: readonly string[], next: number, elements: boolean, visit: Visit): boolean {
  const named = isIndex(parts[next]!) ? parts[next] : undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const document = item instanceof Map;
    if (document && visitPath(item, parts, elements, (value) => visit(value, i), next)) return true;
    if (named !== String(i)) continue;
    if (next + 1 === parts.length) {
      if (visit(item, -1)) return true;
    } else if (document) {
      if (visitPath(item, parts, elements, visit, next + 1)) return true;
    } else if (Array.isArray(item) && visitInside(item, parts, next + 1, elements, visit)) return true;
  }
  return false;
}
