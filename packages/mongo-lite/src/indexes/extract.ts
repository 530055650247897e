import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compareByPattern } from './key.js';
import type { KeyField } from './key.js';

export interface ExtractedKeys {
  readonly keys: readonly (readonly Value[])[];
  /** One of the paths contains an array, so the document may have several keys. */
  readonly multikey: boolean;
}

/**
 * The keys of a document under a pattern, as MongoDB defines them: a missing field is null, an array gives a key for each element, an empty
 * array gives undefined. Throws CannotIndexParallelArrays (171) for two arrays side by side.
 */
export function extractKeys(doc: Doc, fields: readonly KeyField[]): ExtractedKeys {
  const values: Value[] = [];
  for (const { parts } of fields) {
    const { value, resolved } = advance({ value: doc, rest: parts, resolved: false });
    if (!resolved) return extractFromArrays(doc, fields);
    values.push(value);
  }
  return { keys: [values], multikey: false };
}

/** The progress of one field of the pattern while arrays are unwound; a resolved one has its value for the key. */
interface Position {
  readonly value: Value;
  readonly rest: readonly string[];
  readonly resolved: boolean;
}

function resolve(value: Value): Position {
  return { value, rest: [], resolved: true };
}

/** Follows the path to its end or to an array. */
function advance(position: Position): Position {
  if (position.resolved) return position;
  let value = position.value;
  for (let i = 0; ; i++) {
    if (Array.isArray(value)) return { value, rest: position.rest.slice(i), resolved: false };
    if (i === position.rest.length) return resolve(value === undefined ? null : value);
    if (!(value instanceof Map)) return resolve(null);
    value = value.get(position.rest[i]!);
  }
}

function enter(position: Position, element: Value): Position {
  if (position.resolved) return position;
  if (position.rest.length === 0) return resolve(element);
  return element instanceof Map ? { value: element, rest: position.rest, resolved: false } : resolve(null);
}

function extractFromArrays(doc: Doc, fields: readonly KeyField[]): ExtractedKeys {
  const keys: Value[][] = [];
  const unfold = (positions: readonly Position[]): void => {
    const reached = positions.map(advance);
    const open = reached.filter(({ resolved }) => !resolved);
    if (open.length === 0) {
      keys.push(reached.map(({ value }) => value));
      return;
    }
    const array = open[0]!.value as Value[];
    if (open.some(({ value }) => value !== array)) throw parallelArrays(reached, fields);
    const elements: Value[] = array.length === 0 ? [undefined] : array;
    for (const element of elements) unfold(reached.map((position) => enter(position, element)));
  };
  unfold(fields.map(({ parts }) => ({ value: doc, rest: parts, resolved: false })));
  return { keys: distinct(keys, fields), multikey: true };
}

function parallelArrays(reached: readonly Position[], fields: readonly KeyField[]): CommandError {
  const [first, second] = fields
    .filter((_, i) => !reached[i]!.resolved)
    .map(({ parts, path }) => parts[parts.length - 1] ?? path);
  return new CommandError(171, `cannot index parallel arrays [${second}] [${first}]`);
}

function distinct(keys: Value[][], fields: readonly KeyField[]): Value[][] {
  const sorted = keys.sort((a, b) => compareByPattern(fields, a, b));
  return sorted.filter((key, i) => i === 0 || compareByPattern(fields, sorted[i - 1]!, key) !== 0);
}
