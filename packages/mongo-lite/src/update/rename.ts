import { compareValues } from '../bson/compare.js';
import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError, badValue } from '../errors.js';
import { isIndex } from '../query/path.js';
import { applyAlongPath } from './apply-path.js';
import type { Modifier } from './modifier.js';
import { removed, unchanged } from './modifier.js';

/** Checks `{$rename: {from: to}}`. Throws BadValue (2). */
export function checkRename(from: string, to: Value): string {
  if (typeof to !== 'string') {
    throw badValue(`The 'to' field for $rename must be a string: ${showField(from, to)}`);
  }
  if (from === to) throw badValue(`The source and target field for $rename must differ: ${showField(from, to)}`);
  if (from.startsWith(`${to}.`) || to.startsWith(`${from}.`)) {
    throw badValue(`The source and target field for $rename must not be on the same path: ${showField(from, to)}`);
  }
  for (const [path, which] of [
    [from, 'source'],
    [to, 'destination'],
  ] as const) {
    if (path.split('.').some((part) => part.startsWith('$'))) {
      throw badValue(`The ${which} field for $rename may not be dynamic: ${path}`);
    }
  }
  return to;
}

/** Moves a field; nothing happens if it is not there. Neither path may lead through an array. */
export function rename(root: Doc, from: readonly string[], to: readonly string[]): Doc {
  const value = sourceOf(root, from);
  if (value === undefined) return root;
  refuseArray(root, to, 'destination');
  const setting: Modifier = {
    operator: '$rename',
    parts: to,
    existing: (current) => (compareValues(current, value) === 0 ? unchanged : value),
    missing: () => value,
  };
  const unsetting: Modifier = { operator: '$rename', parts: from, existing: () => removed };
  return applyAlongPath(applyAlongPath(root, setting), unsetting);
}

function sourceOf(root: Doc, from: readonly string[]): Value {
  refuseArray(root, from, 'source');
  let value: Value = root;
  for (const [i, part] of from.entries()) {
    if (!(value instanceof Map)) {
      throw new CommandError(
        28,
        `cannot use the part (${from[i - 1]} of ${from.join('.')}) to traverse the element ({${showField(from[i - 1]!, value)}})`,
      );
    }
    if (!value.has(part)) return undefined;
    value = value.get(part);
  }
  return value;
}

function refuseArray(root: Doc, parts: readonly string[], which: string): void {
  let value: Value = root;
  for (const [i, part] of parts.entries()) {
    if (Array.isArray(value)) {
      // A missing element of the source is nothing to rename.
      if (which === 'source' && !(isIndex(part) && Number(part) < value.length)) return;
      throw badValue(
        `The ${which} field cannot be an array element, '${parts.join('.')}' in doc with ` +
          `${showField('_id', root.get('_id'))} has an array field called '${parts[i - 1]}'`,
      );
    }
    if (!(value instanceof Map)) return;
    value = value.get(part);
  }
}
