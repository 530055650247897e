import { isNumber } from '../bson/compare.js';
import { isTruthy, toInteger } from '../bson/numbers.js';
import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError, badValue, notSupported } from '../errors.js';
import { Leaf } from './nodes.js';
import { parseField } from './parse.js';

export type Projection = (doc: Doc) => Doc;

/** The treatment of a field: included or excluded as a whole, projected further inside, or computed. */
type Action = boolean | ((value: Value) => Value) | Tree;
type Tree = Map<string, Action>;

/** Compiles a projection; undefined for one without effect. Expressions and `$` are refused as not supported. */
export function parseProjection(projection: Doc): Projection | undefined {
  if (projection.size === 0) return undefined;
  const tree: Tree = new Map();
  let inclusive: boolean | undefined;
  let computedOnly = true;
  for (const [path, value] of projection) {
    const action = parseAction(path, value);
    if (typeof action === 'boolean' && path !== '_id') {
      if (inclusive !== undefined && inclusive !== action) throw mixed(path, action);
      inclusive = action;
    }
    if (value instanceof Map && value.has('$elemMatch')) {
      if (inclusive === false) throw mixed(path, true);
      inclusive = true;
    }
    computedOnly &&= typeof action === 'function';
    place(tree, path, action);
  }
  const id = tree.get('_id');
  inclusive ??= !computedOnly && id === true;
  if (!inclusive) {
    if (id === true) tree.delete('_id');
    return (doc) => without(doc, tree);
  }
  if (id === false) tree.delete('_id');
  else if (!tree.has('_id')) tree.set('_id', true);
  return (doc) => only(doc, tree);
}

function mixed(path: string, inclusion: boolean): CommandError {
  return inclusion
    ? new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
    : new CommandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
}

function parseAction(path: string, value: Value): Action {
  if (path.split('.').some((part) => part.startsWith('$'))) {
    throw notSupported(`The positional projection '${path}'`);
  }
  if (path === '' || path.split('.').includes(''))
    throw new CommandError(40352, 'FieldPath cannot be constructed with empty string');
  if (typeof value === 'boolean' || isNumber(value)) return isTruthy(value);
  if (value instanceof Map && value.size === 1 && value.has('$slice')) return sliceOf(value.get('$slice'));
  if (value instanceof Map && value.size === 1 && value.has('$elemMatch')) return firstMatching(path, value);
  throw notSupported(
    `The projection { ${showField(path, value)} }: mongo-lite knows 1, 0, $slice and $elemMatch, and this`,
  );
}

function sliceOf(operand: Value): (value: Value) => Value {
  const [first, second] = (Array.isArray(operand) ? operand : [operand]).map(toInteger);
  const pair = Array.isArray(operand);
  if (first === undefined || (pair && (second === undefined || second <= 0 || operand.length !== 2))) {
    throw new CommandError(28667, 'Invalid $slice syntax: expected a number, or [skip, a positive limit]');
  }
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (!pair) return first >= 0 ? value.slice(0, first) : value.slice(first);
    const start = first >= 0 ? first : Math.max(0, value.length + first);
    return value.slice(start, start + second!);
  };
}

function firstMatching(path: string, operand: Doc): (value: Value) => Value {
  if (path.includes('.')) throw new CommandError(31275, 'Cannot use $elemMatch projection on a nested field');
  const leaf = parseField(path, operand);
  if (!(leaf instanceof Leaf)) throw badValue('$elemMatch needs an Object');
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const details = { arrayIndex: undefined as number | undefined };
    const matched = leaf.matches(new Map([[path, value]]), details);
    return matched ? [value[details.arrayIndex!]] : undefined;
  };
}

function place(tree: Tree, path: string, action: Action): void {
  const parts = path.split('.');
  const last = parts.pop()!;
  let branch = tree;
  for (const [i, part] of parts.entries()) {
    const next = branch.get(part) ?? new Map<string, Action>();
    if (!(next instanceof Map)) throw collision(path, parts.slice(i + 1).concat(last));
    branch.set(part, next);
    branch = next;
  }
  if (branch.has(last)) throw collision(path, [last]);
  branch.set(last, action);
}

function collision(path: string, rest: readonly string[]): CommandError {
  return new CommandError(31249, `Path collision at ${path} remaining portion ${rest.join('.')}`);
}

function only(doc: Doc, tree: Tree): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const action = tree.get(name);
    if (action === undefined || action === false) continue;
    const kept = action === true ? value : action instanceof Map ? onlyInside(value, action) : action(value);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

/** Inside an array, documents are projected and other values are left out. */
function onlyInside(value: Value, tree: Tree): Value {
  if (value instanceof Map) return only(value, tree);
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => onlyInside(item, tree)).filter((item) => item !== undefined);
}

function without(doc: Doc, tree: Tree): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const action = tree.get(name);
    if (action === false) continue;
    const kept =
      action === undefined || action === true
        ? value
        : action instanceof Map
          ? withoutInside(value, action)
          : action(value);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

function withoutInside(value: Value, tree: Tree): Value {
  if (value instanceof Map) return without(value, tree);
  return Array.isArray(value) ? value.map((item) => withoutInside(item, tree)) : value;
}
