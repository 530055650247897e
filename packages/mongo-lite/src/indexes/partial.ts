import { isTruthy } from '../bson/numbers.js';
import { compareValues } from '../bson/compare.js';
import { rank, rankOf } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Node } from '../query/nodes.js';
import { And, Leaf, Or } from '../query/nodes.js';
import { parseFilter } from '../query/parse.js';

const allowed = new Set(['eq', 'lt', 'lte', 'gt', 'gte', 'in', 'exists', 'type']);

/** Compiles a partialFilterExpression. Throws CannotCreateIndex (67) for operators that MongoDB does not allow there. */
export function parsePartialFilter(filter: Doc): { node: Node; paths: string[] } {
  const node = parseFilter(filter);
  const paths: string[] = [];
  collect(node, paths);
  return { node, paths };
}

function collect(node: Node, paths: string[]): void {
  if (node instanceof And || node instanceof Or) {
    for (const child of node.children) collect(child, paths);
  } else if (node instanceof Leaf && allowed.has(node.kind) && (node.kind !== 'exists' || isTruthy(node.operand))) {
    paths.push(node.path);
  } else {
    throw new CommandError(
      67,
      'Expression not supported in partial index: only $and, $or, $in, $eq, $lt, $lte, $gt, ' +
        '$gte, $type and $exists: true are',
    );
  }
}

/** Whether every document that matches all of `conditions` also matches the partial filter. False when in doubt. */
export function implies(conditions: readonly Node[], partial: Node): boolean {
  if (partial instanceof And) return partial.children.every((child) => implies(conditions, child));
  if (partial instanceof Or) return partial.children.some((child) => implies(conditions, child));
  return conditions.some((condition) => condition instanceof Leaf && leafImplies(condition, partial as Leaf));
}

function leafImplies(condition: Leaf, partial: Leaf): boolean {
  if (condition.path !== partial.path) return false;
  switch (condition.kind) {
    case 'eq':
      return provesFor(condition.operand, partial);
    case 'in':
      return (
        (condition.operand as unknown[]).length > 0 &&
        (condition.operand as never[]).every((v) => provesFor(v, partial))
      );
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return rangeImplies(condition, partial);
    default:
      return condition.kind === partial.kind && compareValues(condition.operand, partial.operand) === 0;
  }
}

/** A document whose field equals `operand` (or contains it as an element) matches every condition that `operand` matches. */
function provesFor(operand: Leaf['operand'], partial: Leaf): boolean {
  if (operand === null) return partial.kind === 'eq' && partial.operand === null;
  return !Array.isArray(operand) && partial.matchesValue(operand);
}

function rangeImplies(condition: Leaf, partial: Leaf): boolean {
  const type = rankOf(condition.operand);
  if (type === rank.null || type === rank.minKey || type === rank.maxKey || type === rank.array) return false;
  if (partial.kind === 'exists') return true;
  if (partial.kind.slice(0, 2) !== condition.kind.slice(0, 2) || rankOf(partial.operand) !== type) return false;
  const order = compareValues(condition.operand, partial.operand);
  if (order === 0) return partial.kind.endsWith('e') || partial.kind === condition.kind;
  return condition.kind.startsWith('g') ? order > 0 : order < 0;
}
