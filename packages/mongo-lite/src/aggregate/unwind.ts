import { isTruthy } from '../bson/numbers.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError, notSupported } from '../errors.js';
import { pathOf } from './expression.js';
import type { Stage } from './stage.js';

/** `$unwind`: one document for each element of an array. */
export function unwind(spec: Value): Stage {
  const { path, preserve } = parse(spec);
  const parts = path.split('.');
  const read = pathOf(path);
  const unwound = (doc: Doc): Doc[] => {
    refuseArrayOnTheWay(doc, parts);
    const value = read(doc);
    if (Array.isArray(value) && value.length > 0) return value.map((item) => withValue(doc, parts, item));
    if (value === undefined || value === null) return preserve ? [doc] : [];
    if (!Array.isArray(value)) return [doc];
    return preserve ? [withValue(doc, parts, undefined)] : [];
  };
  return function* (docs) {
    for (const doc of docs) yield* unwound(doc);
  };
}

function parse(spec: Value): { path: string; preserve: boolean } {
  const path = spec instanceof Map ? spec.get('path') : spec;
  if (typeof path !== 'string') throw new CommandError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$')) {
    throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  }
  if (spec instanceof Map) {
    for (const name of spec.keys()) {
      if (name === 'includeArrayIndex') throw notSupported('includeArrayIndex of $unwind');
      if (name !== 'path' && name !== 'preserveNullAndEmptyArrays') {
        throw new CommandError(28811, `unrecognized option to $unwind stage: ${name}`);
      }
    }
  }
  const preserve = spec instanceof Map && isTruthy(spec.get('preserveNullAndEmptyArrays'));
  return { path: path.slice(1), preserve };
}

function refuseArrayOnTheWay(doc: Doc, parts: readonly string[]): void {
  let value: Value = doc;
  for (const part of parts) {
    if (Array.isArray(value)) throw notSupported(`$unwind of '${parts.join('.')}' through another array`);
    value = value instanceof Map ? value.get(part) : undefined;
  }
}

/** The document with another value at the path; without the field when there is none. */
function withValue(doc: Doc, parts: readonly string[], value: Value): Doc {
  const [name, ...rest] = parts as [string, ...string[]];
  const copy = new Map(doc);
  const inner = rest.length === 0 ? value : withValue(doc.get(name) as Doc, rest, value);
  if (inner === undefined) copy.delete(name);
  else copy.set(name, inner);
  return copy;
}
