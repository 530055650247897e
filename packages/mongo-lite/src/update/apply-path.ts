import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { isIndex } from '../query/path.js';
import type { Modifier, Outcome, Place } from './modifier.js';
import { removed, unchanged } from './modifier.js';

const maxPadding = 1_500_000;

/**
 * The document after the modifier: a new one that shares the unchanged parts, or the same one if nothing changed. With `own` the document
 * itself is modified, but not the values in it. Throws PathNotViable (28) when the path leads through a value that has no fields.
 */
export function applyAlongPath(root: Doc, modifier: Modifier, own = false): Doc {
  const place: Place = { root, parts: modifier.parts };
  return inDocument(root, modifier, 0, place, own);
}

function inDocument(doc: Doc, modifier: Modifier, depth: number, place: Place, own: boolean): Doc {
  const name = modifier.parts[depth]!;
  const outcome = doc.has(name) ? below(doc.get(name), name, modifier, depth, place) : created(modifier, depth, place);
  if (outcome === unchanged) return doc;
  const copy = own ? doc : new Map(doc);
  if (outcome === removed) copy.delete(name);
  else copy.set(name, outcome);
  return copy;
}

function inArray(items: Value[], name: string, modifier: Modifier, depth: number, place: Place): Value[] {
  const part = modifier.parts[depth]!;
  if (!isIndex(part)) {
    if (modifier.ignoresBlockedPath) return items;
    throw blocked(items, name, modifier, depth);
  }
  const index = Number(part);
  const inside = index < items.length;
  const outcome = inside ? below(items[index], part, modifier, depth, place) : created(modifier, depth, place);
  if (outcome === unchanged) return items;
  if (index - items.length > maxPadding) {
    throw new CommandError(34, `can't backfill more than ${maxPadding} elements`);
  }
  const copy = items.slice();
  while (copy.length < index) copy.push(null);
  copy[index] = outcome === removed ? null : outcome;
  return copy;
}

/** The new value of the path's part at `depth`. */
function below(value: Value, name: string, modifier: Modifier, depth: number, place: Place): Outcome {
  if (depth === modifier.parts.length - 1) return modifier.existing(value, place);
  if (value instanceof Map) return sameOr(value, inDocument(value, modifier, depth + 1, place, false));
  if (Array.isArray(value)) return sameOr(value, inArray(value, name, modifier, depth + 1, place));
  if (modifier.ignoresBlockedPath) return unchanged;
  throw blocked(value, name, modifier, depth + 1);
}

function sameOr<T extends Value>(before: T, after: T): T | typeof unchanged {
  return before === after ? unchanged : after;
}

/** The value, wrapped in the documents that the rest of the path requires. */
function created(modifier: Modifier, depth: number, place: Place): Outcome {
  const value = modifier.missing?.(place) ?? (modifier.missing ? null : unchanged);
  if (value === unchanged || value === removed) return unchanged;
  return modifier.parts.slice(depth + 1).reduceRight<Value>((inner, part) => new Map([[part, inner]]), value);
}

function blocked(value: Value, name: string, modifier: Modifier, depth: number): CommandError {
  const part = modifier.parts[depth]!;
  const element = `{${showField(name, value)}}`;
  if (modifier.missing) return new CommandError(28, `Cannot create field '${part}' in element ${element}`);
  const path = modifier.parts.join('.');
  return new CommandError(28, `Cannot use the part (${part}) of (${path}) to traverse the element (${element})`);
}
