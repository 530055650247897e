import { compareStrings } from '../bson/compare.js';
import { CommandError, badValue, notSupported } from '../errors.js';
import { isIndex } from '../query/path.js';

/**
 * Checks the paths of an update: no empty parts (EmptyFieldName 56), no fields that start with a dollar (DollarPrefixedFieldName 52), no
 * `$[]` or `$[name]` (not supported), no path that is a prefix of another (ConflictingUpdateOperators 40).
 */
export function checkPaths(paths: readonly (readonly string[])[]): void {
  for (const parts of paths) checkPath(parts);
  if (paths.length < 2) return;
  const sorted = paths.toSorted(comparePaths);
  for (let i = 1; i < sorted.length; i++) {
    const [before, after] = [sorted[i - 1]!, sorted[i]!];
    const shared = commonLength(before, after);
    if (shared === Math.min(before.length, after.length)) {
      throw conflict(after, after.slice(0, shared));
    }
  }
}

function conflict(path: readonly string[], at: readonly string[]): CommandError {
  return new CommandError(40, `Updating the path '${path.join('.')}' would create a conflict at '${at.join('.')}'`);
}

/** Paths that have passed the check. */
const good = new WeakSet<readonly string[]>();

function checkPath(parts: readonly string[]): void {
  if (good.has(parts)) return;
  const path = parts.join('.');
  if (path === '') throw new CommandError(56, 'An empty update path is not valid.');
  if (parts.includes('')) {
    throw new CommandError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  if (parts[0] === '$') {
    throw badValue(`Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  }
  if (parts.indexOf('$') !== parts.lastIndexOf('$')) {
    throw badValue(`Too many positional (i.e. '$') elements found in path '${path}'`);
  }
  const dollar = parts.find((part) => part.startsWith('$') && part !== '$');
  if (dollar?.startsWith('$[')) throw notSupported(`The positional update path '${path}'`);
  if (dollar !== undefined) {
    throw new CommandError(52, `The dollar ($) prefixed field '${dollar}' in '${path}' is not valid for storage.`);
  }
  good.add(parts);
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Steps of an update in MongoDB's execution order. */
export function byPath<T extends { readonly parts: readonly string[] }>(steps: readonly T[]): readonly T[] {
  return steps.length > 1 ? steps.toSorted((a, b) => comparePaths(a.parts, b.parts)) : steps;
}

/** MongoDB's order of the paths within an update: part by part, numbers by value, other names by their bytes. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  const shared = commonLength(a, b);
  const [left, right] = [a[shared], b[shared]];
  if (left === undefined || right === undefined) return a.length - b.length;
  if (isIndex(left) && isIndex(right)) return Number(left) - Number(right);
  return compareStrings(left, right);
}
