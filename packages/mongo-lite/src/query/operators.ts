import { isTruthy } from '../bson/numbers.js';
import type { Doc, Value } from '../bson/values.js';
import { Regex } from '../bson/values.js';
import { badValue } from '../errors.js';
import { equalTo, inequality, oneOf } from './comparison.js';
import type { Inequality } from './comparison.js';
import { elemMatch } from './elem-match.js';
import type { Parsers } from './elem-match.js';
import type { Node } from './nodes.js';
import { Leaf, Not } from './nodes.js';
import { regexOf, regexTest } from './regex.js';
import { typeTest } from './types.js';

/** The conditions of an operator document such as `{$gt: 1, $lt: 5}` on one field. */
export function parseOperators(path: string, operators: Doc, parsers: Parsers): Node[] {
  const nodes: Node[] = [];
  for (const [name, operand] of operators) {
    if (name === '$options') {
      if (!operators.has('$regex')) throw badValue('$options needs a $regex');
    } else nodes.push(parseOperator(path, name, operand, operators, parsers));
  }
  return nodes;
}

function parseOperator(path: string, name: string, operand: Value, siblings: Doc, parsers: Parsers): Node {
  switch (name) {
    case '$eq':
      return new Leaf(path, 'eq', operand, equalTo(operand));
    case '$ne':
      if (operand instanceof Regex) throw badValue("Can't have regex as arg to $ne.");
      return new Not(new Leaf(path, 'eq', operand, equalTo(operand)));
    case '$lt':
    case '$lte':
    case '$gt':
    case '$gte':
      return comparisonNode(path, name.slice(1) as Inequality, operand);
    case '$in':
      return inNode(path, name, operand);
    case '$nin':
      return new Not(inNode(path, name, operand));
    case '$not':
      return parsers.not(path, operand);
    case '$exists': {
      const exists = new Leaf(path, 'exists', operand, (value) => value !== undefined);
      return isTruthy(operand) ? exists : new Not(exists);
    }
    case '$type':
      return new Leaf(path, 'type', operand, typeTest(operand));
    case '$regex': {
      const regex = regexOf(operand, siblings.get('$options'));
      return new Leaf(path, 'other', regex, regexTest(regex));
    }
    case '$elemMatch':
      return elemMatch(path, operand, parsers);
    default:
      throw badValue(`unknown operator: ${name}`);
  }
}

function comparisonNode(path: string, kind: Inequality, operand: Value): Node {
  if (operand instanceof Regex) throw badValue(`Can't have RegEx as arg to predicate over field '${path}'.`);
  return new Leaf(path, kind, operand, inequality(kind, operand));
}

function inNode(path: string, name: string, operand: Value): Node {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  const regexes: ((value: Value) => boolean)[] = [];
  const values: Value[] = [];
  for (const entry of operand) {
    if (entry instanceof Map && entry.keys().next().value?.startsWith('$')) {
      throw badValue(`cannot nest $ under ${name}`);
    }
    if (entry instanceof Regex) regexes.push(regexTest(entry));
    else values.push(entry);
  }
  const plain = oneOf(values);
  if (regexes.length === 0) return new Leaf(path, 'in', values, plain);
  return new Leaf(path, 'other', operand, (value) => plain(value) || regexes.some((test) => test(value)));
}
